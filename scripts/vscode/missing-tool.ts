/** Something that this machine lacks and that cannot be installed from here. The message is one line: what, and how to get it. */
export class MissingTool extends Error {
  override readonly name = "MissingTool";
}

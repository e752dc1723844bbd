/** The entry of the side panel and the editor tab. */
import { openView } from "./app.ts";
import { connectToVsCode } from "./transport/vs-code.ts";

openView(connectToVsCode(), document.getElementById("root") ?? document.body);

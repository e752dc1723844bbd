/** Nodes and edges. A state is told by an icon and a colour, a kind of edge by how it is drawn. */
import { iconFont, textFont, type Painter } from "../canvas/painter.ts";
import { stateColor } from "../canvas/state-colors.ts";
import { toPixel } from "../layout/axis-view.ts";
import { nodeHeight, type PlacedEdge, type PlacedGraph, type PlacedNode } from "../layout/graph/placed.ts";
import type { PlaneView } from "../layout/plane-view.ts";
import { iconOf } from "../layout/words.ts";
import type { StateType } from "../../core/states/state-type.ts";

export interface NodeLook {
  /** `undefined`: has not run. */
  readonly state: { readonly type: StateType; readonly name: string } | undefined;
  /** Behind the name: how many, how long. */
  readonly note: string;
  readonly icon: string | undefined;
}

export interface GraphScene {
  readonly graph: PlacedGraph;
  readonly view: PlaneView;
  readonly looks: (index: number) => NodeLook;
  readonly hovered: number;
  readonly selected: number;
  readonly focused: number;
  readonly hasFocus: boolean;
  readonly critical: ReadonlySet<string> | undefined;
  readonly spin: number;
}

/** Below this scale names cannot be read, and are left out. */
const readableScale = 0.45;
const radius = 4;
/** Room in a node beside its texts: icon, edges. */
export const nodePadding = 34;
export const noteGap = 6;

export function drawGraph(painter: Painter, scene: GraphScene): void {
  const { context, palette } = painter;
  const { graph, view } = scene;
  for (const edge of graph.edges) {
    const isTouched = edge.edge.from === scene.selected || edge.edge.to === scene.selected || edge.edge.from === scene.hovered || edge.edge.to === scene.hovered;
    if (!isTouched) drawEdge(painter, view, edge, graph.direction, false);
  }
  for (const edge of graph.edges) {
    const isTouched = edge.edge.from === scene.selected || edge.edge.to === scene.selected || edge.edge.from === scene.hovered || edge.edge.to === scene.hovered;
    if (isTouched) drawEdge(painter, view, edge, graph.direction, true);
  }
  context.globalAlpha = 1;
  context.strokeStyle = palette.line;
  graph.nodes.forEach((node, index) => {
    if (isInSight(painter, view, node)) drawNode(painter, scene, node, index);
  });
}

function drawEdge({ context, palette, width, height }: Painter, view: PlaneView, { edge, points }: PlacedEdge, direction: PlacedGraph["direction"], isTouched: boolean): void {
  const pixels = points.map((place, index) => toPixel(index % 2 === 0 ? view.x : view.y, place));
  const [firstX = 0, firstY = 0] = pixels;
  const [lastX, lastY] = [pixels.at(-2) ?? 0, pixels.at(-1) ?? 0];
  if (Math.max(firstX, lastX) < 0 || Math.min(firstX, lastX) > width || (pixels.length === 4 && (Math.max(firstY, lastY) < 0 || Math.min(firstY, lastY) > height))) return;
  context.strokeStyle = isTouched ? palette.focus : palette.dim;
  context.globalAlpha = isTouched ? 1 : edge.kind === "call" ? 0.35 : 0.6;
  context.lineWidth = isTouched ? 1.5 : 1;
  context.setLineDash(edge.kind === "data" ? [] : edge.kind === "static" ? [5, 4] : [1, 3]);
  context.beginPath();
  context.moveTo(firstX, firstY);
  for (let at = 2; at < pixels.length; at += 2) {
    const [fromX, fromY, toX, toY] = [pixels[at - 2] ?? 0, pixels[at - 1] ?? 0, pixels[at] ?? 0, pixels[at + 1] ?? 0];
    if (direction === "right") context.bezierCurveTo((fromX + toX) / 2, fromY, (fromX + toX) / 2, toY, toX, toY);
    else context.bezierCurveTo(fromX, (fromY + toY) / 2, toX, (fromY + toY) / 2, toX, toY);
  }
  context.stroke();
  context.setLineDash([]);
  if (view.x.scale >= readableScale) drawArrow(context, lastX, lastY, direction, isTouched ? palette.focus : palette.dim);
  context.globalAlpha = 1;
}

function drawArrow(context: CanvasRenderingContext2D, x: number, y: number, direction: PlacedGraph["direction"], color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x, y);
  if (direction === "right") {
    context.lineTo(x - 6, y - 3);
    context.lineTo(x - 6, y + 3);
  } else {
    context.lineTo(x - 3, y - 6);
    context.lineTo(x + 3, y - 6);
  }
  context.fill();
}

function drawNode(painter: Painter, scene: GraphScene, { node, x, y, width }: PlacedNode, index: number): void {
  const { context, palette } = painter;
  const { view } = scene;
  const { scale } = view.x;
  const look = scene.looks(index);
  const [left, top] = [toPixel(view.x, x - width / 2), toPixel(view.y, y - nodeHeight / 2)];
  const [pixelWidth, pixelHeight] = [width * scale, nodeHeight * scale];
  const color = look.state === undefined ? palette.dim : stateColor(look.state.type, palette);
  context.globalAlpha = scene.critical !== undefined && !scene.critical.has(node.key) ? 0.4 : 1;
  if (node.kind === "fold") {
    // A second card behind it.
    context.strokeStyle = color;
    context.lineWidth = 1;
    box(context, left + 3 * scale, top - 3 * scale, pixelWidth, pixelHeight, radius * scale);
    context.stroke();
  }
  const isSelected = index === scene.selected;
  context.fillStyle = isSelected ? palette.selectedInactive : palette.background;
  box(context, left, top, pixelWidth, pixelHeight, radius * scale);
  context.fill();
  if (scale < readableScale) {
    context.fillStyle = color;
    context.globalAlpha *= 0.7;
    context.fill();
  }
  if (index === scene.hovered && !isSelected) {
    context.fillStyle = palette.hover;
    context.fill();
  }
  context.strokeStyle = isSelected ? palette.focus : color;
  context.lineWidth = isSelected ? 2 : 1;
  if (look.state === undefined) context.setLineDash([4, 3]);
  context.stroke();
  context.setLineDash([]);
  if (scene.hasFocus && index === scene.focused) {
    context.strokeStyle = palette.focus;
    context.lineWidth = 1;
    box(context, left - 3, top - 3, pixelWidth + 6, pixelHeight + 6, radius);
    context.stroke();
  }
  if (scale >= readableScale) drawTexts(painter, scene, node.name, look, left, top, pixelWidth, scale, color);
  context.globalAlpha = 1;
}

function drawTexts(painter: Painter, scene: GraphScene, name: string, look: NodeLook, left: number, top: number, width: number, scale: number, color: string): void {
  const { context, palette, glyph, fitted } = painter;
  context.save();
  context.translate(left, top);
  context.scale(scale, scale);
  const middle = nodeHeight / 2;
  const iconName = look.icon ?? (look.state === undefined ? "circle-large-outline" : iconOf(look.state.type, look.state.name));
  context.font = iconFont();
  context.fillStyle = color;
  if (iconName === "loading" && scene.spin > 0) {
    context.save();
    context.translate(14, middle);
    context.rotate(scene.spin * Math.PI * 2);
    context.fillText(glyph(iconName), -8, 0);
    context.restore();
  } else context.fillText(glyph(iconName), 6, middle);
  context.font = textFont(palette);
  context.fillStyle = look.state === undefined ? palette.dim : palette.foreground;
  const room = width / scale - nodePadding;
  const noteWidth = look.note === "" ? 0 : context.measureText(look.note).width + noteGap;
  const shown = fitted(name, room - noteWidth + 2);
  context.fillText(shown, 26, middle + 0.5);
  if (look.note !== "") {
    context.fillStyle = palette.dim;
    context.textAlign = "right";
    context.fillText(look.note, width / scale - 8, middle + 0.5);
    context.textAlign = "left";
  }
  context.restore();
}

function isInSight({ width, height }: Painter, view: PlaneView, node: PlacedNode): boolean {
  const x = toPixel(view.x, node.x);
  const y = toPixel(view.y, node.y);
  const half = (node.width / 2 + 8) * view.x.scale;
  return x + half > 0 && x - half < width && y + nodeHeight > 0 && y - nodeHeight < height;
}

function box(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, corner: number): void {
  context.beginPath();
  context.roundRect(Math.round(x) + 0.5, Math.round(y) + 0.5, Math.max(1, Math.round(width) - 1), Math.max(1, Math.round(height) - 1), corner);
}

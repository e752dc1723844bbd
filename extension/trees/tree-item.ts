import type { TreeLine } from "../../core/presentation/tree-line.ts";
import { vscode } from "../vscode.ts";

export function treeItem({ id, label, look, description, tooltip, plainTooltip, context, spoken, isOpen }: TreeLine): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, isOpen === null ? None : isOpen ? Expanded : Collapsed);
  item.id = id;
  if (look !== null) item.iconPath = new vscode.ThemeIcon(look.icon, look.color === undefined ? undefined : new vscode.ThemeColor(look.color));
  item.description = description;
  item.tooltip = new vscode.MarkdownString(tooltip, true).appendText(plainTooltip);
  item.contextValue = context;
  if (spoken !== "") item.accessibilityInformation = { label: spoken };
  return item;
}

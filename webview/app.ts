/** The whole view: list of runs, the run that is shown, inspector; laid out by the width that there is. */
import type { Transport } from "../core/protocol/view-api.ts";
import { GraphView } from "./graph/graph-view.ts";
import { InspectorView } from "./inspector/inspector-view.ts";
import { LogsView } from "./logs/logs-view.ts";
import { announcements } from "./model/announcements.ts";
import { Session } from "./model/session.ts";
import type { Tab } from "./model/view-state.ts";
import { Announcer } from "./parts/announcer.ts";
import { fill, make, setAttributes } from "./parts/dom.ts";
import { sash } from "./parts/split.ts";
import { Theme } from "./parts/theme.ts";
import { iconButton, registerToolkit, tabPanels, toggleButton } from "./parts/toolkit.ts";
import { PausesView } from "./pauses/pauses-view.ts";
import { bannerOf, RunHeader } from "./runs/run-header.ts";
import { RunPlaceholder } from "./runs/run-placeholder.ts";
import { RunListView } from "./runs/run-list-view.ts";
import { TimelineView } from "./timeline/timeline-view.ts";

/** Widths from which the inspector stands beside the run, and the list too. */
const besideFrom = 700;
const listBesideFrom = 980;

/** Fills an element with the view of what is behind a transport. */
export function openView(transport: Transport, root: HTMLElement): void {
  registerToolkit();
  const session = new Session(transport);
  const theme = new Theme();
  const list = new RunListView(session);
  const pauses = new PausesView(session);
  const header = new RunHeader(session, () => pauses.focus());
  const timeline = new TimelineView(session, theme);
  const graph = new GraphView(session, theme, () => timeline.layout);
  const logs = new LogsView(session);
  const inspector = new InspectorView(session);
  const announcer = new Announcer();
  const banner = make("div", { class: "banners" });
  const placeholder = new RunPlaceholder(session, () => update());

  const canvas = (): { zoom(factor: number): void; fit(): void; focus(): void } => (session.store.state.tab === "graph" ? graph : timeline);
  const collapse = toggleButton("fold", { label: "Squeeze idle time", onClick: () => session.store.update({ collapsesIdle: !session.store.state.collapsesIdle }) });
  const critical = toggleButton("milestone", { label: "Show critical path", onClick: () => session.store.update({ showsCriticalPath: !session.store.state.showsCriticalPath }) });
  const tools = make("div", { class: "tools" }, iconButton("zoom-in", { label: "Zoom in (W)", onClick: () => canvas().zoom(1.5) }), iconButton("zoom-out", { label: "Zoom out (S)", onClick: () => canvas().zoom(1 / 1.5) }), iconButton("screen-full", { label: "Fit (F)", onClick: () => canvas().fit() }), critical.element, collapse.element);
  const tabs = tabPanels(
    "Run",
    [
      { id: "timeline", label: "Timeline", content: timeline.element },
      { id: "graph", label: "Graph", content: graph.element },
      { id: "logs", label: "Logs", content: logs.element },
    ],
    tools,
    (id) => session.store.update({ tab: id as Tab }),
  );

  const { store } = session;
  const listPane = make("div", { class: "pane list-pane" }, list.element);
  const mainPane = make("div", { class: "pane main-pane" }, header.element, pauses.element, tabs.element, placeholder.element);
  const inspectorPane = make("div", { class: "pane inspector-pane" }, inspector.element);
  const resize = (key: "list" | "inspectorBelow" | "inspectorBeside") => (size: number) => store.update({ sizes: { ...store.state.sizes, [key]: size } });
  const listSash = sash({ label: "Resize list", axis: "y", sized: "before", least: 54, size: () => listPane.offsetHeight, most: () => root.clientHeight - 200, onResize: resize("list") });
  const belowSash = sash({ label: "Resize inspector", axis: "y", sized: "behind", least: 80, size: () => inspectorPane.offsetHeight, most: () => root.clientHeight - 240, onResize: resize("inspectorBelow") });
  const besideSash = sash({ label: "Resize inspector", axis: "x", sized: "behind", least: 220, size: () => inspectorPane.offsetWidth, most: () => root.clientWidth - 300, onResize: resize("inspectorBeside") });
  const run = make("div", { class: "run-area" }, mainPane, belowSash, besideSash, inspectorPane);
  const view = make("main", { class: "view" }, listPane, listSash, run);
  fill(root, banner, view, announcer.element);

  const layOut = (): void => {
    const width = root.clientWidth;
    const { sizes, selection, tab } = store.state;
    const isBeside = width >= besideFrom;
    const isFlow = store.state.target?.kind === "flow";
    const hasRun = session.shown !== undefined || session.goneRun !== undefined || isFlow;
    setAttributes(view, { "data-list": width >= listBesideFrom ? "beside" : "above", "data-inspector": isBeside ? "beside" : "below", "data-narrow": width < 420 });
    // Below, it takes room from the timeline, so it waits for a selection.
    const isInspected = session.shown?.run.mirror !== undefined && (isBeside || selection !== null);
    inspectorPane.hidden = !isInspected;
    besideSash.hidden = !isInspected || !isBeside;
    belowSash.hidden = !isInspected || isBeside;
    listSash.hidden = width >= listBesideFrom || !hasRun;
    view.style.setProperty("--list-size", sizes.list === null ? "" : `${sizes.list}px`);
    view.style.setProperty("--list-rows", String(Math.min(6, Math.max(1, session.list.runs.length))));
    view.style.setProperty("--inspector-below", sizes.inspectorBelow === null ? "" : `${sizes.inspectorBelow}px`);
    view.style.setProperty("--inspector-beside", sizes.inspectorBeside === null ? "" : `${sizes.inspectorBeside}px`);
    setAttributes(view, { "data-run": hasRun });
    tools.hidden = tab === "logs";
    critical.set(store.state.showsCriticalPath);
    critical.element.hidden = tab !== "timeline";
    collapse.set(store.state.collapsesIdle);
    collapse.element.hidden = tab !== "timeline" || timeline.layout?.hasIdle !== true;
    tabs.set(tab);
  };
  const update = (): void => {
    document.body.dataset["kind"] = session.host?.kind ?? "panel";
    fill(banner, bannerOf(session));
    header.update();
    pauses.update();
    tabs.element.hidden = placeholder.update();
    layOut();
  };

  timeline.onOpen(() => inspector.element.focus());
  timeline.onAnswer(() => pauses.focus());
  graph.onOpen(() => inspector.element.focus());
  inspector.onClose(() => {
    session.select(null);
    canvas().focus();
  });
  session.hostChanged.on(update);
  session.list.changed.on(() => {
    header.update();
    layOut();
  });
  store.changed.on(layOut);
  session.shownChanged.on(({ shown }) => {
    if (shown !== undefined) {
      timeline.follow(shown.run);
      let before = shown.run.mirror?.run;
      shown.run.changed.on((change) => {
        if (session.shown !== shown) return;
        const { mirror } = shown.run;
        if (change.kind === "delta" && before !== undefined && mirror !== undefined) announcer.say(announcements(before, mirror, change.change));
        before = mirror?.run;
        update();
      });
      shown.origin.changed.on(() => session.shown === shown && header.update());
      shown.details.changed.on(() => session.shown === shown && inspector.update());
    }
    const { target } = store.state;
    graph.follow(shown?.run, target?.kind === "flow" ? target.flowId : null);
    logs.follow(shown?.logs);
    pauses.follow(shown);
    inspector.update();
    update();
  });
  store.changed.on(({ state, before }) => {
    if (state.selection !== before.selection) inspector.update();
  });
  new ResizeObserver(layOut).observe(root);
  update();
}

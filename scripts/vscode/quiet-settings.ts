/** User settings that leave VS Code to what is tested: no welcome page, no updates, no telemetry, no other extensions' offers. */
export function quietSettings(asksForTrust: boolean): Readonly<Record<string, unknown>> {
  return {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "workbench.enableExperiments": false,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.reduceMotion": "on",
    "window.commandCenter": false,
    "security.workspace.trust.enabled": asksForTrust,
    ...(asksForTrust ? { "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.banner": "always" } : {}),
    "extensions.autoUpdate": false,
    "extensions.autoCheckUpdates": false,
    "extensions.ignoreRecommendations": true,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "chat.disableAIFeatures": true,
    "git.enabled": false,
    "debug.openDebug": "openOnDebugBreak",
    "editor.minimap.enabled": false,
    // One TypeScript server for each window rather than two, and none that asks the registry for types.
    "typescript.tsserver.useSyntaxServer": "never",
    "typescript.disableAutomaticTypeAcquisition": true,
  };
}

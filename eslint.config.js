import tseslint from "typescript-eslint";

/**
 * Who may import whom: a room, and the rooms that it may not reach. `journal` stands between the pure `core` and
 * everything that runs; `sdk` and `engine` never meet, because one runs user code and the other must not. The editor's
 * two rooms know the protocol alone, and the words it is made of.
 */
const rooms = ["core", "journal", "sdk", "testing", "engine", "cli", "extension", "webview"];
const protocolAlone = ["core/base", "core/states", "core/protocol", "core/presentation"];

const mayImport = {
  core: [],
  journal: ["core"],
  sdk: ["core", "journal"],
  testing: ["core", "journal", "sdk"],
  engine: ["core", "journal"],
  cli: ["core", "journal", "sdk", "engine"],
  extension: protocolAlone,
  webview: protocolAlone,
};

/** Rooms are reached by relative paths, so the path says which one. */
const roomRules = rooms.map((room) => {
  const others = rooms.filter((other) => other !== room && !mayImport[room].some((path) => path.split("/")[0] === other));
  const patterns = [
    {
      regex: `^(\\.\\./)+(${others.join("|")})/`,
      message: `${room}/ may import ${mayImport[room].join(", ") || "nothing"} only (ARCHITECTURE.md, "Rooms").`,
    },
    ...(mayImport[room] === protocolAlone
      ? [{ regex: "^(\\.\\./)+core/(?!base/|states/|protocol/|presentation/)", message: `${room}/ knows the protocol, not how runs are kept (ARCHITECTURE.md, "Rooms").` }]
      : []),
    ...(room === "core" ? [{ regex: "^[^.]", message: "core/ is pure: it imports nothing from outside." }] : []),
  ];
  return { files: [`${room}/**/*.ts`], rules: { "no-restricted-imports": ["error", { patterns }] } };
});

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "bench/", "examples/", "test/fixtures/", "**/*.mjs", "eslint.config.js"] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["vitest.config.ts"] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      // A default counts: a switch over `typeof` or over another library's union rarely names every case.
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      // What user code throws is passed on as it is, whatever it is.
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      // Methods of the language's own objects are saved and put back.
      "@typescript-eslint/unbound-method": "off",
      // An async function is the plainest way to give a promise that an interface asks for.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-unsafe-function-type": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true, allowNullish: true }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportAllDeclaration", message: "Name what is exported." },
        { selector: "ExportDefaultDeclaration", message: "Name what is exported." },
        { selector: "TSEnumDeclaration", message: "Use a const array and a union." },
      ],
    },
  },
  {
    files: ["core/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", "process", "setTimeout", "setInterval", "performance", "console"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Time comes in through a Clock." },
        { object: "Math", property: "random", message: "Chance comes in through a Randomness." },
      ],
    },
  },
  {
    files: ["core/**/*.ts", "journal/**/*.ts", "engine/**/*.ts", "sdk/**/*.ts"],
    rules: { "no-console": "error" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-implied-eval": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      // The asymmetric matchers of vitest (`expect.stringContaining`) are `any`, and bad input is what tests give.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/await-thenable": "off",
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
    },
  },
  {
    // Nothing in them runs: the compiler is what tests them.
    files: ["test/types/*.test-d.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": "off",
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-explicit-any": "off",
    },
  },
  ...roomRules,
  { files: ["vitest.config.ts"], rules: { "no-restricted-syntax": "off" } },
  { files: ["sdk/logging/console-capture.ts"], rules: { "no-console": "off" } },
);

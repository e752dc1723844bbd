/** The tables that `millrace query` reads. `docs/sql.md` describes them to users. */
export const schema = `
CREATE TABLE flow_runs (
  id TEXT PRIMARY KEY,
  root_run_id TEXT NOT NULL,
  parent_task_run_id TEXT,
  parent_run_id TEXT,
  name TEXT NOT NULL,
  flow TEXT NOT NULL,
  version TEXT,
  file TEXT,
  definition TEXT,
  state_type TEXT NOT NULL,
  state_name TEXT NOT NULL,
  state_message TEXT,
  state_time TEXT NOT NULL,
  states TEXT NOT NULL,
  parameters TEXT NOT NULL,
  result TEXT,
  error TEXT,
  attempt INTEGER NOT NULL,
  items INTEGER,
  tags TEXT NOT NULL,
  expected_start_time TEXT,
  start_time TEXT,
  end_time TEXT,
  duration_ms REAL,
  run_time_ms REAL NOT NULL,
  superseded INTEGER NOT NULL,
  problem TEXT
);
CREATE INDEX flow_runs_by_root ON flow_runs (root_run_id);
CREATE TABLE task_runs (
  id TEXT PRIMARY KEY,
  root_run_id TEXT NOT NULL,
  flow_run_id TEXT,
  parent_task_run_id TEXT,
  child_flow_run_id TEXT,
  name TEXT NOT NULL,
  task TEXT NOT NULL,
  definition TEXT,
  call_site TEXT,
  state_type TEXT NOT NULL,
  state_name TEXT NOT NULL,
  state_message TEXT,
  state_time TEXT NOT NULL,
  states TEXT NOT NULL,
  inputs TEXT NOT NULL,
  result TEXT,
  error TEXT,
  depends_on TEXT NOT NULL,
  why TEXT,
  cache_key TEXT,
  result_key TEXT,
  attempt INTEGER NOT NULL,
  items INTEGER,
  tags TEXT NOT NULL,
  start_time TEXT,
  end_time TEXT,
  duration_ms REAL,
  run_time_ms REAL NOT NULL,
  superseded INTEGER NOT NULL
);
CREATE INDEX task_runs_by_flow_run ON task_runs (flow_run_id);
CREATE TABLE artifacts (
  id TEXT PRIMARY KEY,
  root_run_id TEXT NOT NULL,
  flow_run_id TEXT,
  task_run_id TEXT,
  key TEXT,
  type TEXT NOT NULL,
  data TEXT NOT NULL,
  description TEXT,
  created_time TEXT NOT NULL,
  updated_time TEXT NOT NULL,
  superseded INTEGER NOT NULL
);
CREATE INDEX artifacts_by_key ON artifacts (key);
CREATE TABLE events (
  id TEXT PRIMARY KEY,
  root_run_id TEXT NOT NULL,
  flow_run_id TEXT,
  task_run_id TEXT,
  event TEXT NOT NULL,
  resource TEXT NOT NULL,
  payload TEXT,
  time TEXT NOT NULL
);
CREATE INDEX events_by_name ON events (event);
`;

/** For messages. */
export const tableNames = ["flow_runs", "task_runs", "artifacts", "events"] as const;

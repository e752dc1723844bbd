/** What lists of runs are filtered and ordered by; what they show is looked up by id. */
export const runIndexSchema = `
CREATE TABLE flow_runs (
  id TEXT PRIMARY KEY,
  flow TEXT NOT NULL,
  flow_id TEXT,
  state_group TEXT NOT NULL,
  is_active INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  end_at INTEGER,
  search TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX flow_runs_by_time ON flow_runs (is_active DESC, created_at DESC);
CREATE INDEX flow_runs_by_flow ON flow_runs (flow, is_active DESC, created_at DESC);
CREATE INDEX flow_runs_by_group ON flow_runs (state_group, created_at DESC);
CREATE INDEX flow_runs_by_flow_id ON flow_runs (flow_id, created_at DESC);
`;

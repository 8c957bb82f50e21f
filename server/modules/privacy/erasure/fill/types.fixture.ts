/** What the filling of tables, columns and files speaks of. */
export type Filled = {
  /** By `store: table.column`, as the scanner names places. */
  person: Map<string, string[]>
  workspace: Map<string, string[]>
}

export type Whom = {
  id: string
  email: string
  workspaceId: string
  /** Every row is of this project, or part of what is. */
  projectId?: string
}

export type Plant = (of: 'person' | 'workspace', place: string) => string

/** A page that whoever runs the installation took from the public. */
export type Suspension = {
  /** For the page's members to read. */
  reason: string
  suspendedAt: Date
}

declare module '#platform/database' {
  interface Tables {
    pageSuspensions: Suspension & { workspaceId: string; pageId: string }
  }
}

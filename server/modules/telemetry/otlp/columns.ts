import type { Services } from '#platform/context'

export type ToldError = { traceId: string; title: string; occurredAt: Date }

/** Errors of the traces that are stored already, whoever told of them. */
export async function listToldErrors(
  { columns }: Pick<Services, 'columns'>,
  { workspaceId, projectId }: { workspaceId: string; projectId: string },
  scope: { traceIds: readonly string[]; from: Date; to: Date },
): Promise<ToldError[]> {
  const rows = await columns.forWorkspace(workspaceId).query<{ trace_id: string; title: string; occurred_at: Date }>(
    `select distinct trace_id, title, occurred_at from events
     where workspace_id = {workspaceId:String} and project_id = {projectId:String} and kind = 'exception'
       and trace_id in {traceIds:Array(String)}
       and occurred_at between {from:DateTime64(3)} and {to:DateTime64(3)}
     limit 10000`,
    { projectId, ...scope },
  )
  return rows.map((row) => ({ traceId: row.trace_id, title: row.title, occurredAt: row.occurred_at }))
}

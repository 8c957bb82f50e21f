import type { Columns } from '#platform/columns'
import type { Context } from '#platform/context'
import type { ApiRequest } from './api-request.ts'

export type NewApiRequest = ApiRequest & { workspaceId: string; keyId: string }

export async function insertApiRequests(columns: Columns, requests: readonly NewApiRequest[]): Promise<void> {
  await columns.insert('api_requests', requests.map(toRow))
}

function toRow(request: NewApiRequest): object {
  return {
    workspace_id: request.workspaceId,
    key_id: request.keyId,
    at: request.at,
    id: request.id,
    method: request.method,
    path: request.path,
    operation: request.operation,
    status: request.status,
    duration_ms: request.durationMs,
    remote_address: request.remoteAddress,
    user_agent: request.userAgent,
  }
}

type Row = Omit<ApiRequest, 'durationMs' | 'remoteAddress' | 'userAgent'> & {
  duration_ms: number
  remote_address: string
  user_agent: string
}

/** Of one key, newest first. What is older than it is kept for is not shown, whether or not it is deleted yet. */
export async function selectApiRequests(
  ctx: Context,
  keyId: string,
  page: { after: Pick<ApiRequest, 'at' | 'id'> | undefined; limit: number },
): Promise<ApiRequest[]> {
  const { after, limit } = page
  const since = new Date(ctx.now().getTime() - ctx.policy.inForce().retention.apiLogDays * 86_400_000)
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<Row>(
    `select id, at, method, path, operation, status, duration_ms, remote_address, user_agent from api_requests
     where workspace_id = {workspaceId:String} and key_id = {keyId:String} and at > {since:DateTime64(3)}
       ${after ? 'and (at, id) < ({at:DateTime64(3)}, {id:String})' : ''}
     order by at desc, id desc limit 1 by id limit {limit:UInt32}`,
    { keyId, since, ...(after && { at: after.at, id: after.id }), limit },
  )
  return rows.map(({ duration_ms, remote_address, user_agent, ...rest }) => ({
    ...rest,
    durationMs: duration_ms,
    remoteAddress: remote_address,
    userAgent: user_agent,
  }))
}

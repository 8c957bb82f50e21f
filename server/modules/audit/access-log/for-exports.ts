import type { Columns } from '#platform/columns'
import type { ApiRequest } from './api-request.ts'

type Row = Omit<ApiRequest, 'durationMs' | 'remoteAddress' | 'userAgent'> & {
  duration_ms: number
  remote_address: string
  user_agent: string
}

/** All requests of one key that are still there, oldest first. */
export async function listRequestsOfKey(
  columns: Columns,
  { workspaceId, keyId }: { workspaceId: string; keyId: string },
  after: Pick<ApiRequest, 'at' | 'id'> | null,
  limit: number,
): Promise<ApiRequest[]> {
  const rows = await columns.forWorkspace(workspaceId).query<Row>(
    `select id, at, method, path, operation, status, duration_ms, remote_address, user_agent from api_requests
     where workspace_id = {workspaceId:String} and key_id = {keyId:String}
       ${after ? 'and (at, id) > ({at:DateTime64(3)}, {id:String})' : ''}
     order by at, id limit 1 by id limit {limit:UInt32}`,
    { keyId, ...(after && { at: after.at, id: after.id }), limit },
  )
  return rows.map(({ duration_ms, remote_address, user_agent, ...rest }) => ({
    ...rest,
    durationMs: duration_ms,
    remoteAddress: remote_address,
    userAgent: user_agent,
  }))
}

export async function countRequestsOfKey(
  columns: Columns,
  { workspaceId, keyId }: { workspaceId: string; keyId: string },
): Promise<number> {
  const [found] = await columns.forWorkspace(workspaceId).query<{ rows: number }>(
    `select uniqExact(id) as rows from api_requests
     where workspace_id = {workspaceId:String} and key_id = {keyId:String}`,
    { keyId },
  )
  return found?.rows ?? 0
}

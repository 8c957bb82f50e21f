/** The whole log as a file. Its route is no endpoint of the generated client: it answers with a stream. */
import { ApiError } from '../../api.ts'
import { askWhoItIs } from '../../prove.ts'
import { saveAs } from '../../save-as.ts'

export type ExportFormat = 'json' | 'csv'

/** Asks for a fresh factor where one is needed. False when the person would rather not. Throws ApiError. */
export async function exportAudit(workspace: string, format: ExportFormat): Promise<boolean> {
  try {
    await save(workspace, format)
    return true
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'fresh_factor_required') throw error
    if (!(await askWhoItIs())) return false
    await save(workspace, format)
    return true
  }
}

async function save(workspace: string, format: ExportFormat): Promise<void> {
  await saveAs(await fetchExport(workspace, format), 'audit').catch((error: unknown) => {
    throw error instanceof ApiError ? error : unreachable(error)
  })
}

async function fetchExport(workspace: string, format: ExportFormat): Promise<Response> {
  const headers = { accept: 'application/json, */*', 'watchword-workspace': workspace }
  const response = await fetch(`/api/v1/audit-export?format=${format}`, { headers }).catch(unreachable)
  if (response.ok) return response
  const problem = (await response.json().catch(() => ({}))) as Partial<ApiError>
  throw new ApiError({
    status: response.status,
    code: problem.code ?? 'unknown',
    detail: problem.detail ?? `the server answered ${response.status}`,
    requestId: problem.requestId ?? response.headers.get('x-request-id') ?? undefined,
  })
}

function unreachable(cause: unknown): never {
  throw new ApiError({ status: 0, code: 'unreachable', detail: 'the export broke off: try it again', cause })
}

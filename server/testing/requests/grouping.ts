/** Valid requests of the endpoints of grouping rules. */
import type { Context } from '#platform/context'
import { at, made, project, incident, type Make } from './make.ts'

export const groupingRequests: Record<string, Make> = {
  getGrouping: async (ctx) => at(`/projects/${await project(ctx)}/grouping`),
  setGrouping: async (ctx) => at(`/projects/${await project(ctx)}/grouping`, { rules: 'type:IoError -> disk' }),
  listGroupingRevisions: async (ctx) => at(`/projects/${await project(ctx)}/grouping-revisions`),
  rehearseGrouping: async (ctx) => at(`/projects/${await project(ctx)}/grouping-rehearsals`, { days: 1 }),
  compareEventGroupings: async (ctx) => {
    const { projectId, eventId } = await storedEvent(ctx)
    return at(`/projects/${projectId}/grouping-comparison?first=${eventId}&second=${eventId}`)
  },
}

async function storedEvent(ctx: Context): Promise<{ projectId: string; eventId: string }> {
  const id = await incident(ctx)
  const { projectId } = await made(ctx, 'GET', `/incidents/${id}`)
  return { projectId, eventId: (await made(ctx, 'GET', `/incidents/${id}/events/latest`)).id }
}

import { z } from 'zod'
import { endpoint, id, shortText, timestamp } from '#platform/http'
import { sorting, ViewFilterBody } from '../filter.ts'
import type { View } from './repo.ts'
import { createView, deleteView, listViews, updateView } from './views.ts'

const ViewBody = z.object({
  id: id('viw'),
  name: z.string(),
  shared: z.boolean().meta({ description: 'False: only you see it' }),
  createdBy: z.string(),
  filter: z.record(z.string(), z.string()),
  sort: sorting,
  createdAt: timestamp,
  updatedAt: timestamp,
})
const viewParams = z.object({ viewId: id('viw') })
const NewView = z.object({
  name: shortText,
  shared: z.boolean().default(false),
  filter: ViewFilterBody,
  sort: sorting.default('lastSeen'),
})
const ViewChanges = z.object({
  name: shortText.optional(),
  shared: z.boolean().optional(),
  filter: ViewFilterBody.optional(),
  sort: sorting.optional(),
})

export const viewEndpoints = [
  endpoint({
    operationId: 'listIncidentViews',
    summary: 'List saved views: shared ones and one’s own, by name',
    method: 'get',
    path: '/incident-views',
    permission: 'incidents.read',
    response: z.object({ items: z.array(ViewBody) }),
    handle: async (ctx) => ({ items: (await listViews(ctx)).map(describeView) }),
  }),
  endpoint({
    operationId: 'createIncidentView',
    summary: 'Save a filter and an order under a name',
    method: 'post',
    path: '/incident-views',
    permission: 'incidents.write',
    body: NewView,
    response: ViewBody,
    status: 201,
    handle: async (ctx, { body }) => describeView(await createView(ctx, body)),
  }),
  endpoint({
    operationId: 'updateIncidentView',
    summary: 'Change a saved view',
    method: 'patch',
    path: '/incident-views/{viewId}',
    permission: 'incidents.write',
    params: viewParams,
    body: ViewChanges,
    response: ViewBody,
    handle: async (ctx, { params, body }) => describeView(await updateView(ctx, params.viewId, given(body))),
  }),
  endpoint({
    operationId: 'deleteIncidentView',
    summary: 'Delete a saved view',
    method: 'delete',
    path: '/incident-views/{viewId}',
    permission: 'incidents.write',
    params: viewParams,
    handle: (ctx, { params }) => deleteView(ctx, params.viewId),
  }),
]

function describeView({ personalTo, ...view }: View) {
  return { ...view, shared: personalTo === null }
}

/** Without what was not said. */
function given({ name, shared, filter, sort }: z.output<typeof ViewChanges>) {
  return {
    ...(name !== undefined && { name }),
    ...(shared !== undefined && { shared }),
    ...(filter !== undefined && { filter }),
    ...(sort !== undefined && { sort }),
  }
}

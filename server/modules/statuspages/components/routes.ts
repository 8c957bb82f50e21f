import { z } from 'zod'
import { endpoint, pageOf, pageQuery, shortText, timestamp } from '#platform/http'
import { maxComponents } from '../page.ts'
import { createComponentGroup, deleteComponentGroup, setComponentOrder, updateComponentGroup } from './change-groups.ts'
import { componentStatuses, maxGroups, maxNeeds, recordedStatuses, upWhens } from './component.ts'
import { createComponent } from './create-component.ts'
import { deleteComponent } from './delete-component.ts'
import { verdicts } from '../following/verdict.ts'
import { listComponentGroups, listComponents } from './list-components.ts'
import { setComponentNeeds } from './set-needs.ts'
import { correctComponentState, listComponentStates } from './states.ts'
import { updateComponent } from './update-component.ts'

const ShortId = z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits')
const PageParams = z.object({ pageId: ShortId })
const ComponentParams = z.object({ componentId: ShortId })
const GroupParams = z.object({ groupId: ShortId })

const Description = z.string().trim().max(1_000, 'must not be longer than 1,000 characters')
const Status = z.enum(componentStatuses)
/** Nothing was measured before 2000, and a service that begins in ten years is a typing mistake. */
const StartDate = z.iso
  .date('expected a day such as 2026-01-31')
  .refine((day) => day >= '2000-01-01' && day < '2100-01-01', 'expected a day from 2000 to 2099')

const settings = {
  description: Description.optional(),
  groupId: ShortId.nullable().optional().meta({ description: 'Of the page; null: in no group' }),
  showcase: z.boolean().optional().meta({ description: 'Its history is shown on the page' }),
  startDate: StartDate.nullable().optional().meta({
    description: 'Its history begins with this day; null: with the day on which it was added',
  }),
  onlyShowIfDegraded: z.boolean().optional().meta({ description: 'Readers see it only while it is not operational' }),
  hidden: z.boolean().optional().meta({ description: 'Readers never see it, and it does not count' }),
}

const ComponentBody = z.object({
  id: ShortId,
  name: z.string(),
  description: z.string(),
  status: Status,
  position: z.number().int().meta({ description: 'From 1 over the page; a group comes right before its components' }),
  groupId: ShortId.nullable(),
  showcase: z.boolean(),
  startDate: z.string().nullable(),
  onlyShowIfDegraded: z.boolean(),
  hidden: z.boolean(),
  unknownSince: timestamp
    .nullable()
    .meta({ description: 'Nobody can tell since then; status is the last that was known' }),
  createdAt: timestamp,
  needs: z.array(ShortId).meta({ description: 'Components that it needs to work' }),
  causes: z
    .array(z.object({ id: ShortId, name: z.string(), status: Status }))
    .meta({ description: 'Those of them that are not operational' }),
  suggestedStatus: Status.nullable().meta({
    description: 'What it could be shown as because of what it needs or follows; nobody sets it but a person',
  }),
  follows: z
    .object({
      monitors: z.number().int(),
      automatic: z.boolean(),
      says: z.enum(verdicts).nullable().meta({ description: 'What they come to; null: nothing could be said yet' }),
    })
    .nullable()
    .meta({ description: 'The monitors that it goes by; null: none' }),
})

const UpWhen = z.enum(upWhens).meta({
  description: 'all: as its worst component is; any: as its best is, for parts that stand in for each other',
})

const GroupBody = z.object({
  id: ShortId,
  name: z.string(),
  description: z.string(),
  position: z.number().int(),
  upWhen: UpWhen,
  createdAt: timestamp,
})

const Moment = z.iso
  .datetime({ offset: true, message: 'expected a time such as 2026-11-22T10:00:00Z' })
  .transform((text) => new Date(text))
  .refine((at) => at.getTime() >= Date.UTC(2000, 0, 1), 'expected a time after 1999')

const StateBody = z.object({
  startedAt: timestamp,
  endedAt: timestamp.nullable().meta({ description: 'Null for the one that lasts' }),
  status: z.enum(recordedStatuses),
  causeKind: z.enum(['person', 'report', 'monitor', 'maintenance', 'import']),
  causeId: z.string().nullable(),
  correctedAt: timestamp.nullable().meta({ description: 'When it was written afterwards, over what was recorded' }),
})

const OrderInput = z.object({
  items: z
    .array(
      z.object({
        id: ShortId,
        components: z
          .array(ShortId)
          .max(maxComponents)
          .nullable()
          .default(null)
          .meta({ description: 'Of a group: the components in it, which may be none; of a component: null' }),
      }),
    )
    .max(maxComponents + maxGroups),
})

export const endpoints = [
  endpoint({
    operationId: 'listComponents',
    summary: 'List the components of a status page in their order',
    method: 'get',
    path: '/status-pages/{pageId}/components',
    permission: 'statuspages.read',
    params: PageParams,
    response: pageOf(ComponentBody),
    handle: async (ctx, { params }) => ({ items: await listComponents(ctx, params.pageId), nextCursor: null }),
  }),
  endpoint({
    operationId: 'createComponent',
    summary: 'Add a component at the end of a status page or of a group',
    method: 'post',
    path: '/status-pages/{pageId}/components',
    permission: 'statuspages.write',
    params: PageParams,
    body: z.object({ name: shortText, ...settings }),
    response: ComponentBody,
    status: 201,
    handle: (ctx, { params, body }) => createComponent(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'updateComponent',
    summary: 'Change a component, its status or its place',
    method: 'patch',
    path: '/components/{componentId}',
    permission: 'statuspages.write',
    params: ComponentParams,
    body: z.object({
      name: shortText.optional(),
      status: Status.optional(),
      position: z
        .number()
        .int()
        .min(1)
        .max(maxComponents + maxGroups)
        .optional()
        .meta({ description: 'It goes as near to it as its group allows' }),
      ...settings,
    }),
    response: ComponentBody,
    handle: (ctx, { params, body }) => updateComponent(ctx, params.componentId, body),
  }),
  endpoint({
    operationId: 'deleteComponent',
    summary: 'Remove a component with its history; what updates said of it stays',
    method: 'delete',
    path: '/components/{componentId}',
    permission: 'statuspages.write',
    params: ComponentParams,
    handle: (ctx, { params }) => deleteComponent(ctx, params.componentId),
  }),
  endpoint({
    operationId: 'setComponentNeeds',
    summary: 'Set which other components of the page a component needs',
    description: 'Answers 400 when components would need each other in a circle.',
    method: 'put',
    path: '/components/{componentId}/needs',
    permission: 'statuspages.write',
    params: ComponentParams,
    body: z.object({ componentIds: z.array(ShortId).max(maxNeeds) }),
    response: ComponentBody,
    handle: (ctx, { params, body }) => setComponentNeeds(ctx, params.componentId, body.componentIds),
  }),
  endpoint({
    operationId: 'listComponentStates',
    summary: 'List the states that a component was in, the present one first',
    method: 'get',
    path: '/components/{componentId}/states',
    permission: 'statuspages.read',
    params: ComponentParams,
    query: pageQuery,
    response: pageOf(StateBody),
    handle: (ctx, { params, query }) => listComponentStates(ctx, params.componentId, query),
  }),
  endpoint({
    operationId: 'correctComponentState',
    summary: 'Correct the state of a component for a time that is past',
    description: 'Uptime of that time is computed anew and marked as corrected. What is shown now stays.',
    method: 'post',
    path: '/components/{componentId}/corrections',
    permission: 'statuspages.write',
    params: ComponentParams,
    body: z.object({ status: z.enum(recordedStatuses), from: Moment, to: Moment }),
    handle: (ctx, { params, body }) => correctComponentState(ctx, params.componentId, body),
  }),
  endpoint({
    operationId: 'setComponentOrder',
    summary: 'Set the order of all components and groups of a status page',
    description: 'Answers 409 when the page has others than those that are named.',
    method: 'put',
    path: '/status-pages/{pageId}/component-order',
    permission: 'statuspages.write',
    params: PageParams,
    body: OrderInput,
    handle: (ctx, { params, body }) => setComponentOrder(ctx, params.pageId, body.items),
  }),
  endpoint({
    operationId: 'listComponentGroups',
    summary: 'List the groups of components of a status page in their order',
    method: 'get',
    path: '/status-pages/{pageId}/component-groups',
    permission: 'statuspages.read',
    params: PageParams,
    response: pageOf(GroupBody),
    handle: async (ctx, { params }) => ({ items: await listComponentGroups(ctx, params.pageId), nextCursor: null }),
  }),
  endpoint({
    operationId: 'createComponentGroup',
    summary: 'Add an empty group at the end of a status page',
    method: 'post',
    path: '/status-pages/{pageId}/component-groups',
    permission: 'statuspages.write',
    params: PageParams,
    body: z.object({ name: shortText, description: Description.optional(), upWhen: UpWhen.optional() }),
    response: GroupBody,
    status: 201,
    handle: (ctx, { params, body }) => createComponentGroup(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'updateComponentGroup',
    summary: 'Change the name, description or rule of a group of components',
    method: 'patch',
    path: '/component-groups/{groupId}',
    permission: 'statuspages.write',
    params: GroupParams,
    body: z.object({ name: shortText.optional(), description: Description.optional(), upWhen: UpWhen.optional() }),
    response: GroupBody,
    handle: (ctx, { params, body }) => updateComponentGroup(ctx, params.groupId, body),
  }),
  endpoint({
    operationId: 'deleteComponentGroup',
    summary: 'Remove a group; its components stay on the page',
    method: 'delete',
    path: '/component-groups/{groupId}',
    permission: 'statuspages.write',
    params: GroupParams,
    handle: (ctx, { params }) => deleteComponentGroup(ctx, params.groupId),
  }),
]

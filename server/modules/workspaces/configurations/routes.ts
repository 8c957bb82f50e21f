import { z } from 'zod'
import { endpoint, pageOf, timestamp } from '#platform/http'
import { configurationKinds, configurationName, maxThings } from './configuration.ts'
import { getConfiguration, listConfigurations, setConfiguration } from './set-configuration.ts'

const Name = z.string().regex(configurationName, 'must be 1 to 63 lower-case letters, digits and dashes')
const params = z.object({ name: Name })
const Thing = z.object({ kind: z.enum(configurationKinds), id: z.string().min(1).max(64) })

const ConfigurationBody = z.object({
  name: z.string(),
  things: z.array(Thing).meta({ description: 'What came from the file of this name; may be gone by now' }),
  appliedAt: timestamp.nullable().meta({ description: 'Null: nothing was applied under this name' }),
})

export const configurationEndpoints = [
  endpoint({
    operationId: 'listConfigurations',
    summary: 'List the files that were applied to the workspace',
    method: 'get',
    path: '/configurations',
    permission: 'workspace.read',
    response: pageOf(ConfigurationBody),
    handle: async (ctx) => ({ items: await listConfigurations(ctx), nextCursor: null }),
  }),
  endpoint({
    operationId: 'getConfiguration',
    summary: 'Read which things came from one file',
    description: 'One that was never applied has none.',
    method: 'get',
    path: '/configurations/{name}',
    permission: 'workspace.read',
    params,
    response: ConfigurationBody,
    handle: (ctx, { params: { name } }) => getConfiguration(ctx, name),
  }),
  endpoint({
    operationId: 'setConfiguration',
    summary: 'Say which things came from one file',
    description: '`watchword apply` does this. It changes none of the things; an empty list forgets the file.',
    method: 'put',
    path: '/configurations/{name}',
    permission: 'workspace.write',
    params,
    body: z.object({ things: z.array(Thing).max(maxThings) }),
    response: ConfigurationBody,
    handle: (ctx, { params: { name }, body }) => setConfiguration(ctx, name, body.things),
  }),
]

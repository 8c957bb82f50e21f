import assert from 'node:assert/strict'
import test from 'node:test'
import * as incidents from '#modules/incidents'
import { createMonitors, endpoints as monitorEndpoints } from '#modules/monitors'
import { endpoints as workspaceEndpoints } from '#modules/workspaces'
import { newHexKey } from '#platform/ids'
import { call } from '#testing'
import { post } from '../test-support.ts'
import { listSuppressedMonitorIds } from './suppression.ts'
import { openPlace } from './test-support.ts'

test('a heartbeat that fails during a window opens no incident; one that fails after it does [OPS-07]', async () => {
  const place = await openPlace()
  const project = await (await call(place.ctx, workspaceEndpoints, 'POST', '/projects', { name: 'Shop' })).json()
  const heartbeat = { projectId: project.id, slug: 'nightly' }
  const monitor = await (await call(place.ctx, monitorEndpoints, 'POST', '/monitors', heartbeat)).json()
  const { id } = await place.plan({ monitorIds: [monitor.id] })
  // As app.ts hands it over.
  const { recordCheckIns } = createMonitors({ ...incidents, listSuppressed: listSuppressedMonitorIds })
  const failAt = async (time: string): Promise<number> => {
    place.at(time)
    await recordCheckIns(place.ctx, { workspaceId: place.ctx.workspaceId, projectId: project.id }, [
      { id: newHexKey(), monitorSlug: 'nightly', status: 'error', receivedAt: new Date(time) },
    ])
    const { items } = await (await call(place.ctx, incidents.endpoints, 'GET', '/incidents')).json()
    return items.length
  }
  assert.equal(await failAt('2030-03-05T02:00:02Z'), 0) // the scheduler has not looked yet
  await place.look()
  assert.equal(await failAt('2030-03-05T02:30:00Z'), 0)
  place.at('2030-03-05T02:40:00Z')
  assert.equal(
    (await post(place.ctx, `/maintenance-windows/${id}/updates`, { status: 'completed', body: 'Done.' })).status,
    201,
  )
  assert.equal(await failAt('2030-03-05T02:41:00Z'), 1)
})

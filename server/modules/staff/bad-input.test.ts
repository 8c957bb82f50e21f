import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTricks, fieldsOf, withField } from '../../testing/tricks.ts'
import { openHouse } from './house.fixture.ts'
import { endpoints } from './routes.ts'

test('whatever staff send in whatever field is answered by what is documented, never by an error of ours [OPS-50] [DSE-33] [DSE-53]', async (t) => {
  const at = await openHouse(t)
  const { workspaceId } = await at.workspace(await at.person('Owner'))
  const staff = await at.browser(at.root)
  const noticedAt = at.clock().toISOString()
  const breach = { title: 'Leak', happened: 'A disk', categories: ['names'], workspaceIds: [workspaceId], noticedAt }
  const { id: breachId } = (await staff.send('POST', '/staff/breaches', breach)).body
  const bodies: Record<string, unknown> = {
    openStaffGrant: { workspaceId, reason: 'Ticket', hours: 1 },
    openBreach: breach,
    updateBreach: breach,
    previewBreachNotice: { text: 'Hello' },
    tellBreachOwners: { text: 'Hello' },
    recordBreachAuthority: { notifiedAt: noticedAt, reference: 'LfD' },
    setBreachPublicNote: { text: 'Hello' },
    closeBreach: { reason: 'Done' },
    reportMinor: { email: 'kid@example.com', message: 'Hello' },
  }
  const wrong: string[] = []
  let sent = 0
  const tricks = createTricks()
  for (const { operationId, method, path, body } of endpoints) {
    const ids = { breachId, grantId: `sgr_${'0'.repeat(32)}`, reportId: `mnr_${'0'.repeat(32)}` }
    const send = async (what: string, where: string, content?: unknown) => {
      const answer = await staff.send(method.toUpperCase(), where, content)
      sent += 1
      if (answer.status >= 500) wrong.push(`${operationId}, ${what}: ${answer.status}`)
    }
    const real = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => Reflect.get(ids, name))
    for (const field of body ? fieldsOf(body) : []) {
      for (const [what, value] of tricks.values(field.kind)) {
        await send(`${field.path.join('.')}, ${what}`, real, withField(bodies[operationId], field.path, value))
      }
    }
    for (const [what, long] of tricks.texts('path or query')) {
      const text = encodeURIComponent(long.slice(0, 500).toWellFormed())
      if (path.includes('{')) await send(`path, ${what}`, path.replaceAll(/\{\w+\}/g, text), bodies[operationId])
      if (method === 'get') await send(`cursor, ${what}`, `${real}?cursor=${text}&limit=${text}`)
    }
  }
  assert.deepEqual(wrong, [])
  assert.ok(sent > 500, String(sent))
})

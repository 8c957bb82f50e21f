import assert from 'node:assert/strict'
import test from 'node:test'
import type { Context } from '#platform/context'
import { eventually, testContext } from '#testing'
import { createdPage, formBody, get, mailTo, newAddress, subscribed, visit } from '../test-support.ts'
import { later } from './mail-server.fixture.ts'
import { codesPerAddress } from './preferences.ts'
import { linkSecret } from './subscriber.ts'

function codeMailedTo(ctx: Context, address: string): Promise<string> {
  return eventually('a mail with a code', async () => {
    const mails = await mailTo(ctx, address, 0)
    return mails.flatMap(({ text }) => /^> (\d{6})$/m.exec(text)?.[1] ?? [])[0]
  })
}

test('what somebody gets is changed by a mailed code, once, for half an hour, and by nothing else [OPS-09]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { id, address } = await subscribed(ctx, page)
  assert.match(await (await visit(ctx, `${page.web}/preferences`, formBody({ address }))).text(), /Type the code/)
  const code = await codeMailedTo(ctx, address)
  const wrong = await visit(
    ctx,
    `${page.web}/preferences`,
    formBody({ address, code: code === '000000' ? '1' : '000000' }),
  )
  assert.equal(wrong.status, 400)
  const opened = await visit(
    ctx,
    `${page.web}/preferences`,
    formBody({ address, code: `${code.slice(0, 3)} ${code.slice(3)}` }),
  )
  assert.equal(opened.status, 303)
  const path = opened.headers.get('location')!
  assert.equal((await visit(ctx, `${page.web}/preferences`, formBody({ address, code }))).status, 400, 'used')
  assert.match(await (await visit(ctx, path)).text(), new RegExp(address))
  const saved = await visit(
    ctx,
    path,
    formBody({ kinds: 'reports', onlyFinal: 'yes', scope: 'components', components: page.components[0]! }),
  )
  assert.match(await saved.text(), /Saved/)
  const { items } = await (await get(ctx, `${page.api}/subscribers`)).json()
  assert.partialDeepStrictEqual(items, [{ id, kinds: 'reports', onlyFinal: true, componentIds: [page.components[0]] }])
  assert.equal((await visit(later(ctx, 31 * 60_000), path)).status, 404, 'the page is closed after half an hour')
  assert.equal((await visit(ctx, `${page.web}/preferences/${linkSecret(ctx.vault, 'unsubscribe', id)}`)).status, 404)
})

test('K-06: the code form answers alike for a known and an unknown address, and a guesser is stopped', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { address } = await subscribed(ctx, page)
  const unknown = newAddress()
  const bodies = []
  for (const each of [address, unknown]) {
    for (const fields of [{ address: each }, { address: each, code: '12' }]) {
      const answer = await visit(ctx, `${page.web}/preferences`, formBody(fields))
      bodies.push([answer.status, (await answer.text()).replaceAll(each, '…')])
    }
  }
  assert.deepEqual(bodies.slice(0, 2), bodies.slice(2))
  assert.equal((await mailTo(ctx, unknown, 0)).length, 0)
  const code = await codeMailedTo(ctx, address)
  for (let tried = 0; tried < 5; tried++)
    await visit(ctx, `${page.web}/preferences`, formBody({ address, code: `x${tried}` }))
  const right = await visit(ctx, `${page.web}/preferences`, formBody({ address, code }))
  assert.equal(right.status, 400, 'after five wrong ones the right one works no more')
  for (let asked = 0; asked < 5; asked++) await visit(ctx, `${page.web}/preferences`, formBody({ address }))
  const key = `${ctx.workspaceId} ${page.id} ${address.toLowerCase()}`
  assert.equal(await ctx.limiter.remaining(codesPerAddress, key), 0)
  const elsewhere = await createdPage(await testContext())
  await visit(ctx, `${elsewhere.web}/preferences`, formBody({ address, code }))
})

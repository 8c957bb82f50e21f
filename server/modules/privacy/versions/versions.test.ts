import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, sql } from '#platform/database'
import { presets, retentionDays, type PolicyProfile, type Processor } from '#platform/policy'
import { eventually } from '#testing'
import { dayMs, policyHouse, preset, type House, type Process } from './house.fixture.ts'
import { loadPolicy } from './load-policy.ts'

const strict = preset('strict')
const inWords = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const longer = (base: PolicyProfile): PolicyProfile => ({
  ...base,
  minimumAge: 13,
  retention: { ...base.retention, requestLogDays: base.retention.requestLogDays + 10 },
})
const requestLogDays = ({ services }: Process) => retentionDays(services.policy.inForce().retention, 'requestLogDays')
const holds = async (process: Process) => (await process.send('GET', '/policy')).body
const staffView = async (at: House, process: Process) =>
  (await process.send('GET', '/staff/policy', undefined, await at.cookie(at.root))).body

test('what is configured at the first start is version 1 and in force at once; of processes that start together one publishes [DSE-02]', async (t) => {
  const at = await policyHouse(t, strict)
  await sql`truncate policy_versions cascade`.execute(at.base.database.kysely)
  const [one, two, three] = await Promise.all([at.start(), at.start(), at.start()])
  const other = await at.start(preset('cabinet'))
  for (const process of [one, two, three, other]) {
    const policy = await holds(process)
    assert.equal(policy.profile.preset, 'strict')
    assert.equal(policy.announced, null)
    assert.match(policy.version, /^\d{4}-\d\d-\d\d$/)
    assert.equal(policy.effectiveAt, policy.announcedAt)
    assert.equal(policy.version, policy.announcedAt.slice(0, 10))
  }
  const { rows } = await inPlatformTransaction(at.base, ({ db }) =>
    sql`select version from policy_versions`.execute(db),
  )
  assert.equal(rows.length, 1)
})

for (const [name, shipped] of Object.entries(presets)) {
  // What guards against forged requests has tests of its own.
  const base: PolicyProfile = { ...shipped, csrf: 'fetch-metadata' }
  const { noticeDays } = base.changes
  test(`${name}: what is material holds after ${noticeDays} days, in code as on the page, and not a millisecond before [OPS-54] [DSE-54] [DSE-55]`, async (t) => {
    const at = await policyHouse(t, base)
    const process = await at.start({ ...base, minimumAge: 13, retention: { ...base.retention, mailLogDays: 400 } })
    const mailLog = () => process.services.policy.inForce().retention.mailLogDays
    const asked = async () => (await process.send('GET', '/sign-up')).body.minimumAge
    assert.deepEqual([mailLog(), await asked()], [30, base.minimumAge], 'what is only configured holds for nobody')
    at.clock.advance(400 * dayMs)
    assert.deepEqual([mailLog(), await asked()], [30, base.minimumAge])

    const announcedAt = at.clock()
    assert.equal((await at.announce(process)).status, 204)
    const effectiveAt = new Date(announcedAt.getTime() + noticeDays * dayMs)
    if (noticeDays > 0) {
      const { announced, version } = await holds(process)
      assert.equal(announced.announcedAt, announcedAt.toISOString())
      assert.equal(announced.effectiveAt, effectiveAt.toISOString())
      at.clock.advance(noticeDays * dayMs - 1)
      assert.deepEqual([mailLog(), await asked()], [30, base.minimumAge])
      assert.equal((await holds(process)).version, version)
      at.clock.advance(1)
    }
    assert.deepEqual([mailLog(), await asked()], [400, 13])
    const policy = await holds(process)
    assert.equal(policy.announced, null)
    assert.equal(policy.effectiveAt, effectiveAt.toISOString())
    assert.ok(policy.effectiveAt >= policy.announcedAt)
  })
}

test('a day on which a change holds cannot be said: not 13 days ahead, not at all [OPS-54]', async (t) => {
  const at = await policyHouse(t, strict)
  const process = await at.start(longer(strict))
  const staff = await at.cookie(at.root)
  const { draft } = (await process.send('GET', '/staff/policy', undefined, staff)).body
  assert.equal(draft.noticeDays, 14)
  assert.equal(draft.effectiveAt, new Date(at.clock().getTime() + 14 * dayMs).toISOString())
  for (const extra of [{ effectiveAt: new Date(at.clock().getTime() + 13 * dayMs) }, { noticeDays: 13 }]) {
    const body = { draftId: draft.id, ...extra }
    assert.equal((await process.send('POST', '/staff/policy/announcements', body, staff)).status, 400)
  }
  // A profile with a shorter notice is itself announced with the longer one.
  const hasty: PolicyProfile = { ...longer(strict), changes: { ...strict.changes, noticeDays: 0 } }
  const other = await at.start(hasty)
  assert.equal((await at.announce(other)).status, 204)
  at.clock.advance(14 * dayMs - 1)
  assert.equal(requestLogDays(other), 30)
  at.clock.advance(1)
  assert.equal(requestLogDays(other), 40)
  await assert.rejects(
    inPlatformTransaction(at.base, ({ db }) => sql`update policy_versions set effective_at = now()`.execute(db)),
    /permission denied/,
  )
})

test('each owner of a workspace is mailed once, also when jobs repeat, and nobody else is [OPS-54] [DSE-56]', async (t) => {
  const at = await policyHouse(t, strict)
  const [ada, bob] = [await at.person('Ada'), await at.person('Bob')]
  await at.workspace(ada)
  await at.workspace(ada)
  const process = await at.start(longer(strict))
  assert.deepEqual(await at.mails(), [])
  assert.equal((await at.announce(process)).status, 204)
  const again = [...at.queue]
  assert.deepEqual(
    again.map(({ name }) => name),
    ['privacy.tellOwnersOfPolicy'],
  )
  await at.work(process, { twice: true })
  at.queue.push(...again)
  await at.work(await at.start(longer(strict)), { twice: true })
  const mails = await at.mails()
  assert.deepEqual(mails.map(({ to }) => to).toSorted(), [ada.email, at.root.email].toSorted())
  const day = new Date(at.clock().getTime() + 14 * dayMs).toISOString().slice(0, 10)
  for (const { subject, text } of mails) {
    assert.equal(subject, `The privacy policy will change on ${day}`)
    assert.match(text, /Request log: kept 40 days instead of 30 days\./)
    assert.match(text, /Category: changes of the privacy policy\./)
  }
  assert.equal(new Set(mails.map(({ messageId }) => messageId)).size, 2)
  const { announced } = await staffView(at, process)
  assert.deepEqual(announced[0].mailed, { owners: 2, sent: 2 })
  assert.ok(bob.id)
})

test('the app shows what will change to whoever is signed in, until they accept it or it has held for 14 days [OPS-54] [DSE-56]', async (t) => {
  const at = await policyHouse(t, strict)
  const process = await at.start(longer(strict))
  const [ada, bob] = [await at.person('Ada'), await at.person('Bob')]
  const notice = async (cookie: string) => (await process.send('GET', '/policy/notice', undefined, cookie)).body.notice
  assert.equal(await notice(await at.cookie(ada)), null)
  assert.equal((await process.send('GET', '/policy/notice')).status, 401)
  await at.announce(process)
  const shown = await notice(await at.cookie(ada))
  assert.equal(shown.inForce, false)
  assert.equal(shown.effectiveAt, new Date(at.clock().getTime() + 14 * dayMs).toISOString())
  assert.ok(shown.changes.some(({ text }: { text: string }) => text.startsWith('Minimum age: 13 years')))
  const accept = { policyVersion: shown.version }
  assert.equal((await process.send('POST', '/user/policy-acceptances', accept, await at.cookie(bob))).status, 204)
  assert.equal(await notice(await at.cookie(bob)), null)
  at.clock.advance(14 * dayMs)
  assert.equal((await notice(await at.cookie(ada))).inForce, true)
  at.clock.advance(14 * dayMs)
  assert.equal(await notice(await at.cookie(ada)), null)
})

test('where the profile has neither notice days nor mail, a change is posted with its dates and holds at once [SEN-36] [AHU-39]', async (t) => {
  const ahurasense = preset('ahurasense')
  const at = await policyHouse(t, ahurasense)
  const process = await at.start(longer(ahurasense))
  at.clock.advance(3 * dayMs)
  await at.announce(process)
  assert.deepEqual(at.queue, [])
  const policy = await holds(process)
  assert.equal(policy.effectiveAt, at.clock().toISOString())
  assert.equal(policy.version, at.clock().toISOString().slice(0, 10))
  assert.equal(policy.profile.minimumAge, 13)
  assert.equal((await process.send('GET', '/policy/notice', undefined, await at.cookie(at.root))).body.notice, null)
  const { history } = await staffView(at, process)
  assert.deepEqual(
    history.map(({ state, changes }: { state: string; changes: { text: string }[] }) => [
      state,
      changes.map(({ text }) => text),
    ]),
    [
      ['inForce', ['Request log: kept 100 days instead of 90 days.', 'Minimum age: 13 years instead of 16.']],
      ['past', []],
    ],
  )
  assert.equal(history[0].announcedBy.name, 'Root Operator')
})

test('the pages show the version in force with its dates, flip at its instant, and keep the older ones readable [DSE-02] [DSE-55] [SEN-36] [AHU-39]', async (t) => {
  const at = await policyHouse(t, strict)
  const process = await at.start(longer(strict))
  const read = async () => JSON.parse(await process.page('/privacy.json'))
  const first = await holds(process)
  assert.equal((await read()).version, first.version)
  at.clock.advance(3 * dayMs)
  await at.announce(process)
  const { announced } = await holds(process)
  const day = (at: string) => inWords.format(new Date(at))
  assert.ok((await process.page('/privacy')).includes(day(announced.effectiveAt)), 'what comes is on the page')
  at.clock.advance(14 * dayMs - 1)
  assert.equal((await read()).version, first.version)
  at.clock.advance(1)
  const now = await read()
  assert.equal(now.version, announced.version)
  assert.equal(now.effectiveAt, announced.effectiveAt)
  assert.equal(now.updatedAt, announced.announcedAt)
  assert.ok(now.effectiveAt >= now.updatedAt)
  const history = await process.page('/privacy/history')
  for (const date of [now.effectiveAt, now.updatedAt, first.effectiveAt]) assert.ok(history.includes(day(date)), date)
  assert.ok(history.includes('Request log: kept 40 days instead of 30 days.'))
  assert.ok(history.includes(first.version))
  assert.match(await process.page(`/privacy/history/${first.version}`), /<h1/)
})

test('contacts and words hold when they are announced, without mail and banner', async (t) => {
  const at = await policyHouse(t, strict)
  const process = await at.start({ ...strict, contacts: [{ role: 'dpo', address: 'dpo@acme.example' }] })
  assert.equal((await holds(process)).profile.contacts[0].role, 'privacy')
  await at.announce(process)
  const policy = await holds(process)
  assert.deepEqual(policy.profile.contacts, [{ role: 'dpo', address: 'dpo@acme.example' }])
  assert.match(policy.version, /\.2$/)
  assert.deepEqual(at.queue, [])
  assert.equal((await process.send('GET', '/policy/notice', undefined, await at.cookie(at.root))).body.notice, null)
})

test('a process that is configured otherwise changes nothing that holds, for itself either, also after a restart [OPS-54]', async (t) => {
  const at = await policyHouse(t, strict)
  const [old, changed] = [await at.start(strict), await at.start(longer(strict))]
  assert.deepEqual([requestLogDays(old), requestLogDays(changed)], [30, 30])
  assert.equal((await staffView(at, old)).draft, null)
  assert.ok((await staffView(at, changed)).draft)
  await at.announce(changed)
  // The other process hears of it and obeys the same versions, with its own profile still another one.
  await eventually('the news of the version', () => Promise.resolve(old.services.policy.announced()))
  await Promise.all([old.stop(), changed.stop()])
  at.clock.advance(7 * dayMs)
  const [after, same] = [await at.start(longer(strict)), await at.start(strict)]
  assert.deepEqual([requestLogDays(after), requestLogDays(same)], [30, 30])
  assert.equal((await staffView(at, after)).draft, null)
  at.clock.advance(7 * dayMs)
  assert.deepEqual([requestLogDays(after), requestLogDays(same), requestLogDays(old)], [40, 40, 40])
})

test('of two who announce the same draft at the same moment one does; what was not read is not announced', async (t) => {
  const at = await policyHouse(t, strict)
  const [one, two] = [await at.start(longer(strict)), await at.start(longer(strict))]
  const staff = await at.cookie(at.root)
  const { draft } = await staffView(at, one)
  const body = { draftId: draft.id }
  const answers = await Promise.all(
    [one, two].map((process) => process.send('POST', '/staff/policy/announcements', body, staff)),
  )
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [204, 409])
  const other = await at.start({ ...longer(strict), minimumAge: 14 })
  assert.equal((await other.send('POST', '/staff/policy/announcements', body, staff)).status, 409)
  const member = await at.cookie(await at.person('Mallory'))
  for (const [method, path, given] of [
    ['GET', '/staff/policy', undefined],
    ['POST', '/staff/policy/announcements', body],
  ] as const) {
    assert.equal((await one.send(method, path, given, member)).status, 403)
    assert.equal((await one.send(method, path, given)).status, 401)
  }
  at.clock.advance(11 * 60_000)
  assert.equal((await one.send('POST', '/staff/policy/announcements', body, staff)).status, 403, 'not fresh any more')
})

test('what was announced can be taken back before its day, and never holds then', async (t) => {
  const at = await policyHouse(t, strict)
  const changed = await at.start(longer(strict))
  await at.announce(changed)
  at.clock.advance(5 * dayMs)
  const back = await at.start(strict)
  await at.announce(back)
  for (const days of [0, 9, 30]) {
    at.clock.advance(days * dayMs)
    assert.equal(requestLogDays(back), 30)
    assert.equal((await holds(back)).announced, null)
  }
  const { history } = await staffView(at, back)
  assert.deepEqual(
    history.map(({ state }: { state: string }) => state),
    ['inForce', 'withdrawn', 'past'],
  )
})

test('words that are added to something that waits hold with it, and bring it forward by nothing [OPS-54]', async (t) => {
  const at = await policyHouse(t, strict)
  await at.announce(await at.start(longer(strict)))
  at.clock.advance(5 * dayMs)
  const worded = await at.start({ ...longer(strict), contacts: [{ role: 'dpo', address: 'dpo@acme.example' }] })
  await at.announce(worded)
  at.clock.advance(9 * dayMs - 1)
  assert.equal(requestLogDays(worded), 30)
  at.clock.advance(1)
  assert.equal(requestLogDays(worded), 40)
  // Something further that is material has a notice of its own.
  const more = await at.start({ ...longer(strict), cardData: 'mask' })
  await at.announce(more)
  at.clock.advance(14 * dayMs - 1)
  assert.equal(more.services.policy.inForce().cardData, 'refuse')
  at.clock.advance(1)
  assert.equal(more.services.policy.inForce().cardData, 'mask')
})

const model: Processor = {
  id: 'model',
  name: 'Model Works',
  kind: 'ai',
  purpose: 'explains incidents',
  hosts: ['api.model.example'],
  categories: ['C13', 'C14'],
  region: 'US',
  transfer: { mechanism: 'SCC 2021/914', reference: 'contract 7' },
  dpa: { date: '2026-01-01', version: '1', sha256: 'a'.repeat(64) },
  noTraining: true,
}

test('AI that is turned on, its processor and its region hold after the notice and nowhere before [CAB-18] [OPS-52]', async (t) => {
  const base: PolicyProfile = { ...preset('cabinet'), changes: { ...strict.changes } }
  const at = await policyHouse(t, base)
  const process = await at.start({ ...base, ai: { mode: 'processor' }, processors: [model] })
  const now = () => {
    const { ai, processors } = process.services.policy.inForce()
    return [ai.mode, processors.length]
  }
  assert.deepEqual(now(), ['off', 0])
  const { draft } = await staffView(at, process)
  const texts: string[] = draft.changes.map(({ text }: { text: string }) => text)
  assert.ok(draft.changes.every(({ material }: { material: boolean }) => material))
  assert.ok(texts.some((text) => text.startsWith('New processor: Model Works (AI, United States)')))
  assert.ok(texts.some((text) => text.startsWith('Analysis of incidents by AI: by a processor, instead of off')))
  await at.announce(process)
  at.clock.advance(14 * dayMs - 1)
  assert.deepEqual(now(), ['off', 0])
  at.clock.advance(1)
  assert.deepEqual(now(), ['processor', 1])
})

test('versions are read from the database and not from the configuration, whenever they are asked for', async (t) => {
  const at = await policyHouse(t, strict)
  const process = await at.start(preset('sensra'))
  process.services.policy.load([])
  await loadPolicy(process.services)
  assert.equal(process.services.policy.inForce().preset, 'strict')
})

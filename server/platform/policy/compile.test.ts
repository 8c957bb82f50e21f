import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConfigError, readConfig } from '../config.ts'
import { compileProfile, presets, profileSchema, readProfile, retentionDays, retentionSchema } from './index.ts'
import type { PolicyProfile, Processor, RetentionSetting } from './index.ts'

const { strict } = presets as { strict: PolicyProfile }

const processor = (change: Partial<Processor> = {}): Processor => ({
  id: 'acme',
  name: 'Acme',
  kind: 'mail',
  purpose: 'sends transactional mail',
  hosts: ['smtp.acme.example'],
  categories: ['C01'],
  region: 'onPremises',
  transfer: null,
  dpa: { date: '2026-01-01', version: '1', sha256: 'a'.repeat(64) },
  noTraining: true,
  ...change,
})

const withProcessor = (change: Partial<Processor>, base: PolicyProfile = strict): PolicyProfile => ({
  ...base,
  processors: [processor(change)],
})
const withRetention = (change: Partial<PolicyProfile['retention']>): PolicyProfile => ({
  ...strict,
  retention: { ...strict.retention, ...change },
})

/** Exactly this one reason. */
function refuses(profile: PolicyProfile, reason: RegExp): void {
  const reasons = compileProfile(profile)
  assert.equal(reasons.length, 1, reasons.join('\n'))
  assert.match(reasons[0] ?? '', reason)
}

const compiles = (profile: PolicyProfile) => assert.deepEqual(compileProfile(profile), [])

for (const [name, preset] of Object.entries(presets)) {
  test(`the preset ${name} compiles and starts as it is shipped`, () => {
    compiles(preset)
    assert.equal(readConfig({ WATCHWORD_POLICY: name }).policy.preset, name)
    for (const appUrl of ['http://localhost:8080', 'http://192.0.2.1:8080', 'http://[::1]:8080', 'https://w.example']) {
      readConfig({ WATCHWORD_POLICY: name, WATCHWORD_APP_URL: appUrl })
    }
  })

  test(`in the preset ${name} every length of time is a number, or ends with the workspace [AHU-24]`, () => {
    for (const setting of Object.keys(retentionSchema.shape) as RetentionSetting[]) {
      const days = retentionDays(preset.retention, setting)
      assert.ok(days === null || (Number.isFinite(days) && days >= 0), setting)
      // What may be as long as the workspace is the content and the log of a workspace, and nothing else.
      if (days === null) assert.ok(['payload', 'eventRecordDays', 'metrics', 'auditDays'].includes(setting), setting)
    }
  })
}

test('“for ever” cannot be said of any length of time, and none can be left out [AHU-24]', () => {
  for (const setting of Object.keys(retentionSchema.shape)) {
    for (const never of ['forever', Infinity, -1, 1e9, undefined, {}, '']) {
      const retention = { ...strict.retention, [setting]: never }
      assert.equal(profileSchema.safeParse({ ...strict, retention }).success, false, `${setting}: ${String(never)}`)
    }
  }
})

test('somebody must answer for privacy, at an address', () => {
  refuses({ ...strict, contacts: [] }, /^contacts: there is no contact with the role privacy or dpo/)
  refuses({ ...strict, contacts: [{ role: 'support', address: 'help@example.com' }] }, /^contacts: /)
  compiles({ ...strict, contacts: [{ role: 'dpo', address: 'dpo@example.com' }] })
  for (const address of ['nobody', 'a@', '@b', 'a b@example.com', 'a@b@c', 'https://example.com', 'a@-b.example']) {
    refuses({ ...strict, contacts: [{ role: 'privacy', address }] }, /^contacts\[0\] \(privacy\): .* is no address/)
  }
})

test('lengths of time that contradict each other are refused with both [AHU-24]', () => {
  const project = { kind: 'project', minDays: 1, defaultDays: 30, maxDays: 365 } as const
  refuses(withRetention({ payload: { ...project, minDays: 31 } }), /^retention\.payload\.minDays: 31 .* 30$/)
  refuses(withRetention({ payload: { ...project, defaultDays: 366 } }), /^retention\.payload\.defaultDays: 366 .* 365$/)
  const plan = { kind: 'plan', defaultPlan: 'free', plans: { paid: 90 } } as const
  refuses(withRetention({ metrics: plan }), /^retention\.metrics\.defaultPlan: there is no plan free/)
  refuses(withRetention({ payload: { ...plan, defaultPlan: 'toString' } }), /^retention\.payload\.defaultPlan/)
  refuses(withRetention({ accountRestorableDays: 31 }), /^retention\.accountRestorableDays: 31 .* 30$/)
  refuses(withRetention({ workflowPayloadDays: 31 }), /^retention\.workflowRecordDays: 30 .* 31$/)
  refuses(withRetention({ eventRecordDays: 364 }), /^retention\.eventRecordDays: 364 .* 365 days$/)
  refuses(
    withRetention({ payload: { kind: 'workspace' } }),
    /^retention\.eventRecordDays: .* as long as the workspace$/,
  )
  compiles(withRetention({ payload: { kind: 'workspace' }, eventRecordDays: null }))
})

test('nothing is stored or processed outside of the allowed regions [DSE-39]', () => {
  const us = { hosting: 'US', allowed: ['US'] }
  refuses({ ...strict, regions: { hosting: 'DE', allowed: ['US'] } }, /^regions\.hosting: DE is not among .*\(US\)$/)
  refuses(
    withProcessor(
      { region: 'IE', transfer: { mechanism: 'SCC', reference: 'contract 1' } },
      { ...strict, regions: us },
    ),
    /^processors\.acme\.region: IE is not among regions\.allowed \(US\)$/,
  )
  compiles(withProcessor({ region: 'US' }, { ...strict, regions: us }))
  compiles({ ...strict, regions: { hosting: 'FR', allowed: ['EEA'] } })
  refuses({ ...strict, regions: { hosting: 'CH', allowed: ['EEA'] } }, /^regions\.hosting: CH/)
})

test('data that goes to where other law holds needs a transfer mechanism with its document [SEN-33] [OPS-51]', () => {
  const anywhere = { ...strict, regions: { hosting: 'DE', allowed: null } }
  refuses(withProcessor({ region: 'US' }, anywhere), /^processors\.acme\.transfer: .* from DE to US/)
  compiles(withProcessor({ region: 'US', transfer: { mechanism: 'SCC 2021/914', reference: 'contract 7' } }, anywhere))
  compiles(withProcessor({ region: 'FR' }, anywhere))
  const named = { mechanism: 'SCC', reference: '' }
  assert.equal(profileSchema.safeParse(withProcessor({ region: 'US', transfer: named }, anywhere)).success, false)
})

test('no processor without a data processing agreement with date, version and hash [CAB-26]', () => {
  refuses(withProcessor({ dpa: null }), /^processors\.acme\.dpa: /)
  const dpa = { date: '2026-01-01', version: '1', sha256: 'a'.repeat(64) }
  for (const change of [{ date: 'soon' }, { version: '' }, { sha256: 'abc' }]) {
    assert.equal(profileSchema.safeParse(withProcessor({ dpa: { ...dpa, ...change } })).success, false)
  }
})

test('a processor of kind AI must not train on what it gets, and is there exactly when the mode says so [OPS-26]', () => {
  const model: Partial<Processor> = { kind: 'ai', purpose: 'explains incidents', hosts: ['api.model.example'] }
  const on: PolicyProfile = { ...strict, ai: { mode: 'processor' } }
  refuses(withProcessor({ ...model, noTraining: false }, on), /^processors\.acme\.noTraining: /)
  compiles(withProcessor(model, on))
  refuses(on, /^ai\.mode: processor needs a processor of kind ai/)
  for (const mode of ['off', 'local'] as const) {
    refuses(
      withProcessor(model, { ...strict, ai: { mode } }),
      new RegExp(`^processors\\.acme: .* ai\\.mode is ${mode}$`),
    )
  }
})

test('a processor gets categories that exist, has one entry, and no host that stands for anybody', () => {
  refuses(withProcessor({ categories: ['C01', 'C99'] }), /^processors\.acme\.categories: there is no category C99$/)
  refuses(withProcessor({ hosts: ['*.com'] }), /^processors\.acme\.hosts: \*\.com/)
  refuses({ ...strict, processors: [processor(), processor()] }, /^processors\.acme: the id is there twice$/)
})

test('no purpose of selling data or of advertising can be expressed', () => {
  for (const purpose of [
    'advertising',
    'shows ads',
    'retargeting of visitors',
    'sells data',
    'the sale of addresses',
  ]) {
    refuses(withProcessor({ purpose }), /^processors\.acme\.purpose: /)
  }
  for (const key of ['sale', 'advertising', 'training']) {
    assert.equal(profileSchema.safeParse({ ...strict, [key]: true }).success, false, key)
  }
  assert.equal(profileSchema.safeParse({ ...strict, ai: { mode: 'local', training: true } }).success, false)
})

test('Google Analytics is loaded only with a processor that has all its hosts, and never in another mode', () => {
  const ga = { mode: 'ga4-homepage', measurementId: 'G-ABC12345' } as const
  const on = { ...strict, analytics: ga }
  const kind = { kind: 'analytics', purpose: 'counts visits of the home page' } as const
  refuses(on, /^analytics\.measurementId: .* processor of kind analytics/)
  refuses(
    withProcessor({ ...kind, hosts: ['www.googletagmanager.com', 'www.google-analytics.com'] }, on),
    /has the host \*\.google-analytics\.com$/,
  )
  compiles(withProcessor({ ...kind, hosts: ['*.googletagmanager.com', '*.google-analytics.com'] }, on))
  compiles({ ...strict, analytics: { ...ga, measurementId: null } })
  refuses(withProcessor(kind), /^processors\.acme: of kind analytics, but analytics\.mode is none$/)
})

test('an operator’s own paragraph claims no absolute security [DSE-34]', () => {
  const say = (text: string) => ({
    ...strict,
    wording: { ...strict.wording, paragraphs: [{ section: 'security', text }] },
  })
  for (const text of [
    'Your data is 100% secure.',
    'We are completely secure here.',
    'We guarantee the security of your data.',
    'Security is guaranteed.',
    'Our servers cannot be hacked.',
    'An unhackable platform.',
    'We offer absolute security.',
    'We guarantee that your data is always safe.',
  ]) {
    refuses(say(text), /^wording\.paragraphs\[0\] \(security\): “/)
  }
  for (const text of [
    'No method of transmission is 100% reliable, and nobody can promise that nothing happens.',
    'Secrets are encrypted with AES-256-GCM. We work on security every day.',
  ]) {
    compiles(say(text))
  }
})

test('the start is refused with every reason at once, each with its place [DSE-39] [CAB-26]', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'policy-')), 'policy.json')
  const { dpa: _, ...rest } = processor({ region: 'FR' })
  writeFileSync(
    file,
    JSON.stringify({
      preset: 'strict',
      contacts: [],
      processors: [{ ...rest, dpa: null }],
      retention: { auditDays: 30 },
    }),
  )
  const places = ['contacts', 'processors.acme.region', 'processors.acme.transfer', 'processors.acme.dpa']
  for (const read of [() => readProfile(file, 'localhost'), () => readConfig({ WATCHWORD_POLICY: file })]) {
    assert.throws(read, (error) => {
      assert.ok(error instanceof Error)
      for (const place of places) assert.ok(error.message.includes(`  ${place}: `), `${place} in ${error.message}`)
      return true
    })
  }
  assert.throws(() => readConfig({ WATCHWORD_POLICY: file }), ConfigError)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { createCycle, partNames } from './cycle.ts'
import { makeHost, type KnownHost } from './host.fixture.ts'
import { dimensions, identity, metadata } from './metadata.ts'
import { createOwnCollector } from './own.ts'
import { createTransport } from './send/http.ts'
import type { Batch } from './series.ts'

let known: KnownHost
before(() => {
  known = makeHost()
})
after(() => known.remove())

async function readWith(env: Record<string, string>): Promise<Batch> {
  const config = readConfig(env, undefined, partNames())
  const transport = createTransport({ env: {} })
  const state = { sent: 0, refused: 0, lost: { queue_full: 0, disk: 0 }, trouble: undefined }
  const own = [createOwnCollector(state, { bytes: 0 })]
  const instance = config.instance ?? 'host-0123456789ab'
  const cycle = createCycle({
    config,
    instance,
    host: known.host,
    clock: systemClock,
    transport,
    own,
    log: () => undefined,
  })
  return (await cycle.read()).batch
}

/** Names of labels by the metric they stand on. */
function labelsOf({ points }: Batch): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { series } of points) {
    const names = series.labels.filter((_, index) => index % 2 === 0 && series.labels[index] !== '__name__')
    const metric = series.labels[series.labels.indexOf('__name__') + 1] ?? ''
    found.set(metric, new Set([...(found.get(metric) ?? []), ...names]))
  }
  return found
}

const informing = new Set(['node_uname_info', 'node_os_info', 'node_os_version', 'watchword_agent_info'])

test('the agent says of a host what is declared and nothing beyond it [CAB-08]', async () => {
  const found = labelsOf(await readWith({}))
  assert.ok([...informing].every((metric) => found.has(metric)))
  for (const [metric, names] of found) {
    const declared = { ...identity, ...(informing.has(metric) ? metadata : dimensions) }
    for (const name of names)
      assert.ok(Object.hasOwn(declared, name), `${metric} has the label ${name}, which is not declared`)
  }
  const sent = new Set([...found].filter(([metric]) => informing.has(metric)).flatMap(([, names]) => [...names]))
  // What nobody sends is not declared either; these four a distribution may leave out.
  const optional = new Set(['id_like', 'version_codename', 'version_id', 'pretty_name'])
  for (const name of Object.keys(metadata))
    assert.ok(sent.has(name) || optional.has(name), `${name} is declared for nothing`)
})

test('a host name that is withheld is in no label of any series [CAB-08]', async () => {
  const isNamed = ({ points }: Batch) =>
    points.some(({ series }) => series.labels.some((text) => text.includes('shop-1')))
  assert.ok(isNamed(await readWith({ WATCHWORD_AGENT_INSTANCE: 'web' })))
  const withheld = await readWith({ WATCHWORD_AGENT_HOST_NAME: 'withhold' })
  assert.ok(!isNamed(withheld))
  for (const { series } of withheld.points) {
    assert.equal(series.labels[series.labels.indexOf('instance') + 1], 'host-0123456789ab')
    assert.ok(!series.labels.includes('nodename') && !series.labels.includes('domainname'))
  }
})

test('a part that is switched off is not read', async () => {
  const all = labelsOf(await readWith({}))
  const less = labelsOf(await readWith({ WATCHWORD_AGENT_WITHOUT: 'containers, uname' }))
  const gone = [...all.keys()].filter((metric) => !less.has(metric))
  assert.ok(gone.includes('node_uname_info'))
  assert.ok(
    gone.every((metric) => metric === 'node_uname_info' || metric.startsWith('container_')),
    gone.join(' '),
  )
})

/** Who else gets data: the processors of the register, whom workspaces choose themselves, authorities. */
import { categories, regionName, type CategoryId, type Processor } from '#platform/policy'
import { listed, point, say, type Facts, type Rule, type Section } from './rule.ts'
import { namesOf } from './words.ts'

export const share: Section = {
  id: 'share',
  title: 'With whom we share it',
  rules: [
    say(['SEN-24', 'OPS-28', 'DSE-26'], ({ profile, processors }) =>
      processors.length === 0
        ? `No processor gets any data. Everything is kept on machines that ${profile.operator.name} runs.`
        : 'These processors get data, each only what is said here and only to operate the service. The program connects to nobody else of its own accord.',
    ),
    perProcessor,
    say(
      ['OPS-31', 'CAB-24'],
      'The list stands at /security#subprocessors and in the data processing agreement at /dpa, as data at /subprocessors.json, and its changes can be followed at /subprocessors.atom.',
    ),
    say(
      ['CAB-25'],
      'Each call to a processor is checked for the kinds of data in it, and one with any other kind is refused.',
      ({ processors }) => processors.length > 0,
    ),
    say(
      ['CAB-26'],
      'Every processor is bound by a data processing agreement, whose date and version are on that list. Sign-in providers are no processors: whoever signs in through one is its customer.',
      ({ processors }) => processors.some(({ dpa }) => dpa !== null),
    ),
    stores,
    say(
      ['OPS-27', 'CAB-19', 'DSE-25'],
      'Data is not sold and not rented. Beside processors it goes only where a workspace itself sends it: to the addresses and webhooks that its members set.',
    ),
    say(['DSE-29'], 'Advertisers and unrelated third parties get nothing.'),
    say(
      ['OPS-32', 'DSE-27'],
      'An authority gets data where the law obliges us. The workspace concerned is told, unless and only as long as the law forbids it; each such request is recorded.',
      ({ profile }) => profile.legalRequests.notice,
    ),
    say(
      ['DSE-28'],
      'If the service is merged or sold, data moves with its policy version, consents, objections, holds and remaining periods, and the same commitments hold on the other side.',
    ),
  ],
}

function perProcessor({ processors }: Facts): Rule[] {
  return processors.map((processor) => point(['SEN-24'], processorWords(processor)))
}

/** One processor in a sentence, as the policy, the register's page and the agreement say it. */
export function processorWords({ name, purpose, categories: ids, region, transfer, dpa }: Processor): string {
  const given = listed(namesOf(ids.filter((id): id is CategoryId => id in categories)))
  const moved = transfer === null ? '' : ` Transfers rest on ${transfer.mechanism} (${transfer.reference}).`
  const signed = dpa === null ? '' : ` Agreement of ${dpa.date}, version ${dpa.version}.`
  return `${name}, ${inRegion(region)}, to ${purpose.replace(/^to /i, '')}: ${given}.${moved}${signed}`
}

function stores({ stores: { nats, redis } }: Facts): Rule[] {
  const kept = ['a PostgreSQL database', 'a column store for events', 'files']
  if (nats) kept.push('a stream in which events wait until they are stored')
  if (redis) kept.push('a Redis server that counts requests for limits')
  return [say(['OPS-28'], `Data is kept in ${listed(kept)}, and nowhere else.`)]
}

/** `in Germany`, `on the operator’s own machines`. */
export function inRegion(region: string): string {
  if (region === 'onPremises') return `on ${regionName(region)}`
  const name = regionName(region)
  return /^(United|Netherlands|Philippines)/.test(name) ? `in the ${name}` : `in ${name}`
}

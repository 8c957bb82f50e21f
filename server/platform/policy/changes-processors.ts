import { isSame } from './canonical.ts'
import { categories } from './categories.ts'
import { immaterial, material, type Change } from './change.ts'
import type { Processor } from './profile.ts'
import { isSameRegion, regionName } from './regions.ts'

export function describeProcessorChanges(old: readonly Processor[], now: readonly Processor[]): Change[] {
  const added = now.filter(({ id }) => !old.some((one) => one.id === id))
  const removed = old.filter(({ id }) => !now.some((one) => one.id === id))
  return [
    ...added.map((processor) => material(introduce(processor), 'SEN-24', 'OPS-28', 'OPS-52')),
    ...removed.map(({ name }) => immaterial(`${name} gets no data any more.`, 'SEN-24')),
    ...now.flatMap((processor) => {
      const before = old.find(({ id }) => id === processor.id)
      return before ? compare(before, processor) : []
    }),
  ]
}

function introduce({ name, purpose, region, categories: given, kind }: Processor): string {
  return `New processor: ${name} (${kindWords[kind]}, ${regionName(region)}) gets ${listed(given)}. Purpose: ${purpose}.`
}

const kindWords: Record<Processor['kind'], string> = {
  hosting: 'hosting',
  mail: 'mail',
  analytics: 'analytics',
  payment: 'payment',
  ai: 'AI',
  signIn: 'sign-in',
}

function compare(old: Processor, now: Processor): Change[] {
  const changes: Change[] = []
  // Another name is another recipient until somebody says otherwise, and to say so is what a notice is for.
  if (old.name !== now.name) changes.push(material(`${now.name} gets the data that ${old.name} got.`, 'SEN-24'))
  if (old.kind !== now.kind || old.purpose !== now.purpose) {
    const text = `${now.name} gets data for another purpose: ${now.purpose} (${kindWords[now.kind]}).`
    changes.push(material(text, 'SEN-24', 'CAB-25'))
  }
  if (old.region !== now.region) {
    const text = `${now.name} processes data in another region: ${regionName(now.region)} instead of ${regionName(old.region)}.`
    changes.push(material(text, 'OPS-52', 'SEN-32'))
  }
  const more = now.categories.filter((category) => !old.categories.includes(category))
  const less = old.categories.filter((category) => !now.categories.includes(category))
  if (more.length > 0) changes.push(material(`${now.name} gets more: ${listed(more)}.`, 'CAB-25'))
  if (less.length > 0) changes.push(immaterial(`${now.name} no longer gets ${listed(less)}.`, 'CAB-25'))
  return [...changes, ...compareTerms(old, now)]
}

function compareTerms(old: Processor, now: Processor): Change[] {
  const changes: Change[] = []
  if (old.noTraining !== now.noTraining) {
    changes.push(
      now.noTraining
        ? immaterial(`${now.name} trains no model on what it gets.`, 'OPS-26')
        : material(`${now.name} no longer says that it trains no model on what it gets.`, 'OPS-26'),
    )
  }
  if (!isSame(old.transfer, now.transfer)) {
    const text =
      now.transfer === null
        ? `${now.name} needs no transfer mechanism.`
        : `Data goes to ${now.name} under ${now.transfer.mechanism} (${now.transfer.reference}).`
    // Moving is said above; here the place is the same and the ground for it has gone.
    const lost = now.transfer === null && isSameRegion(old.region, now.region)
    changes.push(lost ? material(text, 'SEN-33', 'OPS-51') : immaterial(text, 'SEN-33', 'OPS-51'))
  }
  if (!isSame(old.dpa, now.dpa)) {
    const text =
      now.dpa === null
        ? `There is no data processing agreement with ${now.name}.`
        : `The data processing agreement with ${now.name} is version ${now.dpa.version} of ${now.dpa.date}.`
    changes.push(now.dpa === null ? material(text, 'CAB-26') : immaterial(text, 'CAB-26'))
  }
  if (!isSame(old.hosts.toSorted(), now.hosts.toSorted())) {
    changes.push(immaterial(`${now.name} is called at ${now.hosts.join(', ') || 'no host'}.`, 'SEN-24'))
  }
  return changes
}

function listed(ids: readonly string[]): string {
  return ids.map((id) => (Object.hasOwn(categories, id) ? Reflect.get(categories, id) : id)).join('; ')
}

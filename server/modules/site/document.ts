/** The policy as it is published: what holds now, judged by the evidence. All forms of the page are made from this. */
import type { Services } from '#platform/context'
import { processorRegister } from '#platform/egress'
import type { InventoryEntry } from '#platform/inventory'
import type { PolicyVersion } from '#platform/policy'
import { version as build } from '#platform/version'
import { reasonToWithhold, type Proof } from './evidence.ts'
import { policySections } from './policy/index.ts'
import { write, type Facts, type Section, type Sentence, type Written } from './policy/rule.ts'

export type JudgedSentence = Sentence & { withheld: string | null }
export type JudgedSection = {
  id: string
  title: string
  sentences: JudgedSentence[]
  /** What the operator adds; nothing proves it. */
  own: string[]
}

export type PolicyDocument = {
  product: string
  operator: string
  preset: string
  version: string
  effectiveAt: Date
  updatedAt: Date
  /** Version of the program that wrote it. */
  build: string
  sections: JudgedSection[]
}

/** The facts of a version on this installation; by default the one in force. */
export function factsOf(
  services: Pick<Services, 'policy' | 'config'>,
  inventory: readonly InventoryEntry[],
  version: PolicyVersion = services.policy.version(),
): Facts {
  const { config } = services
  return {
    version,
    profile: version.profile,
    inventory: asPublished(inventory, version),
    appUrl: config.appUrl,
    siteUrl: config.siteUrl ?? config.appUrl,
    stores: { redis: config.redisUrl !== null, nats: config.natsUrl !== null },
    processors: processorRegister(version.profile, config.signInProviders).filter(({ source }) => source !== 'own'),
    signInProviders: config.signInProviders.map(({ name }) => name),
  }
}

/** What a newer program would keep does not begin before its version of the policy does, so it is not said either. */
function asPublished(inventory: readonly InventoryEntry[], { facts }: PolicyVersion): readonly InventoryEntry[] {
  if (!facts) return inventory
  return inventory.filter(({ category }) => category === '-' || Object.hasOwn(facts.categories, category))
}

/** All sentences with the reason for which some are withheld. */
export function judge(written: readonly Written[], facts: Facts, proof: Proof): JudgedSection[] {
  const { paragraphs } = facts.profile.wording
  const known = new Set(written.map(({ id }) => id))
  return written.map(({ id, title, sentences }, index) => ({
    id,
    title,
    sentences: sentences.map((sentence) => ({ ...sentence, withheld: reasonToWithhold(sentence.ids, facts, proof) })),
    // What names a section that there is not stands at the end, because nothing that they say is to be lost.
    own: paragraphs
      .filter(({ section }) => section === id || (index === written.length - 1 && !known.has(section)))
      .map(({ text }) => text),
  }))
}

export function policyDocument(facts: Facts, proof: Proof): PolicyDocument {
  const { version, profile } = facts
  return {
    product: profile.operator.product,
    operator: profile.operator.name,
    preset: profile.preset,
    version: version.version,
    effectiveAt: version.effectiveAt,
    updatedAt: version.announcedAt,
    build,
    sections: judge(write(policySections, facts), facts, proof),
  }
}

/** What may be shown. */
export function publishedOf(sections: readonly JudgedSection[]): JudgedSection[] {
  return sections.map((section) => ({
    ...section,
    sentences: section.sentences.filter(({ withheld }) => withheld === null),
  }))
}

/** Of any page that is made of sentences. */
export function judgedPage(sections: readonly Section[], facts: Facts, proof: Proof): JudgedSection[] {
  return judge(write(sections, facts), facts, proof)
}

/** Forms for machines: the policy as JSON and Markdown, the register as JSON and a feed, `security.txt`. Pure. */
import { markup } from '#platform/markup'
import type { PolicyVersion, Processor } from '#platform/policy'
import { publishedOf, type JudgedSection, type PolicyDocument } from './document.ts'
import { testsOf, type Proof } from './evidence.ts'
import type { Kept } from './policy/cookies.ts'
import { dateWords, type Facts } from './policy/rule.ts'

/** The same version and sentences as the page. */
export function policyJson(document: PolicyDocument): unknown {
  const { sections, effectiveAt, updatedAt, ...rest } = document
  return {
    ...rest,
    effectiveAt: effectiveAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    sections: publishedOf(sections).map(({ id, title, sentences, own }) => ({
      id,
      title,
      sentences: sentences.map(({ ids, text }) => ({ ids, text })),
      addedByOperator: own,
    })),
  }
}

/** With front matter, as documentation sites read it. */
export function policyMarkdown(document: PolicyDocument): string {
  const sections = publishedOf(document.sections)
  const body = sections.flatMap(({ id, title, sentences, own }) => [
    ...(id === 'dates' ? [] : [`## ${title}`]),
    ...sentences.map(({ text, point }) => `${point ? '- ' : ''}${escapeMarkdown(text)}`),
    ...(own.length > 0 ? [`### Added by the operator of ${escapeMarkdown(document.product)}`] : []),
    ...own.map((text) => escapeMarkdown(text)),
  ])
  const day = (at: Date) => at.toISOString().slice(0, 10)
  return [
    '---',
    'title: Privacy policy',
    'sidebar_position: 13',
    `version: "${document.version}"`,
    `effective: ${day(document.effectiveAt)}`,
    `updated: ${day(document.updatedAt)}`,
    '---',
    '',
    '# Privacy policy',
    '',
    body.join('\n\n'),
    '',
  ].join('\n')
}

/** Text stays text, whatever it holds. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, (character) => `\\${character}`).replaceAll(/\s*\n\s*/g, ' ')
}

export function cookiesJson(kept: readonly Kept[]): unknown {
  const of = (kind: Kept['kind']) => kept.filter((each) => each.kind === kind).map(({ kind: _, ...each }) => each)
  return { cookies: of('cookie'), storage: of('storage').map(({ attributes: _, ...each }) => each) }
}

export function trustJson(facts: Facts, sections: readonly JudgedSection[], proof: Proof): unknown {
  return {
    preset: facts.profile.preset,
    version: facts.version.version,
    ranAt: proof.evidence?.ranAt.toISOString() ?? null,
    sections: sections.map(({ id, title, sentences }) => ({
      id,
      title,
      sentences: sentences.map(({ ids, text, withheld }) => ({
        ids,
        text,
        published: withheld === null,
        withheldBecause: withheld,
        provedBy: [...new Set(ids.flatMap((each) => testsOf(each, proof.evidence)))],
      })),
    })),
  }
}

export function subprocessorsJson({ processors, version }: Facts): unknown {
  return {
    version: version.version,
    processors: processors.map(({ id, name, kind, purpose, categories, region, transfer, dpa, hosts }) => ({
      ...{ id, name, kind, purpose, categories, region, transfer, hosts },
      agreement: dpa === null ? null : { date: dpa.date, version: dpa.version },
    })),
  }
}

/** Changes of the register, newest first (RFC 4287). `versions`: in the order in which they were announced. */
export function subprocessorsAtom(facts: Facts, versions: readonly PolicyVersion[]): string {
  const { siteUrl, profile } = facts
  const url = `${siteUrl}/subprocessors`
  const entries = versions.flatMap((version, index) => {
    const text = changeOf(versions[index - 1]?.profile.processors, version.profile.processors)
    return text === undefined ? [] : [{ version, text }]
  })
  const updated = entries.at(-1)?.version.announcedAt ?? facts.version.announcedAt
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${url}</id>
<title>Subprocessors of ${profile.operator.product}</title>
<updated>${updated.toISOString()}</updated>
<link rel="alternate" type="text/html" href="${url}"/>
<link rel="self" type="application/atom+xml" href="${url}.atom"/>
<author><name>${profile.operator.name}</name></author>
${entries.toReversed().map(
  ({ version: { version, announcedAt, effectiveAt }, text }) => markup`<entry>
<id>${url}#${version}</id>
<title>${text}</title>
<updated>${announcedAt.toISOString()}</updated>
<link rel="alternate" type="text/html" href="${siteUrl}/privacy/history/${version}"/>
<content type="text">${text} In effect from ${dateWords(effectiveAt)}.</content>
</entry>
`,
)}</feed>
`.markup
}

/** Undefined: the same as before. */
function changeOf(before: readonly Processor[] | undefined, now: readonly Processor[]): string | undefined {
  const names = (list: readonly Processor[]) => list.map(({ name }) => name).join(', ')
  if (before === undefined) return now.length === 0 ? 'There are no subprocessors.' : `Subprocessors: ${names(now)}.`
  const added = now.filter(({ id }) => !before.some((each) => each.id === id))
  const gone = before.filter(({ id }) => !now.some((each) => each.id === id))
  const changed = now.filter((each) =>
    before.some((other) => other.id === each.id && JSON.stringify(other) !== JSON.stringify(each)),
  )
  const parts = [
    ...(added.length > 0 ? [`New: ${names(added)}.`] : []),
    ...(gone.length > 0 ? [`No longer: ${names(gone)}.`] : []),
    ...(changed.length > 0 ? [`Changed: ${names(changed)}.`] : []),
  ]
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** So long before it says itself that it is out of date; RFC 9116 §2.5.5 asks for less than a year. */
const securityTxtDays = 300
const dayMs = 86_400_000

/** RFC 9116. The same text for a whole day. */
export function securityTxt({ profile, siteUrl }: Facts, now: Date): string {
  const { contacts } = profile
  const own = contacts.filter(({ role }) => role === 'security')
  const addresses = (own.length > 0 ? own : contacts).map(({ address }) => address)
  const expires = new Date(Math.floor(now.getTime() / dayMs) * dayMs + securityTxtDays * dayMs)
  return [
    ...[...new Set(addresses)].map((address) => `Contact: mailto:${address}`),
    `Expires: ${expires.toISOString().replace('.000Z', 'Z')}`,
    'Preferred-Languages: en',
    `Canonical: ${siteUrl}/.well-known/security.txt`,
    `Policy: ${siteUrl}/security#report`,
    '',
  ].join('\n')
}

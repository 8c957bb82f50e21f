/** Pages made from registers: cookies, security with processors and incidents, the list of processors. Pure. */
import { markup, type Html } from '#platform/markup'
import type { JudgedSection } from '../document.ts'
import type { Kept } from '../policy/cookies.ts'
import { dateWords, type Facts } from '../policy/rule.ts'
import { inRegion } from '../policy/share.ts'
import { namesOf } from '../policy/words.ts'
import { categories, type CategoryId, type Processor } from '#platform/policy'
import { linked, pageHtml, table } from './layout.ts'
import { sectionHtml } from './sentences-html.ts'

/** What the staff of the installation made public of a breach. */
export type PublicNote = { id: string; noticedAt: Date; note: string }

export function cookiesHtml(facts: Facts, sections: readonly JudgedSection[], kept: readonly Kept[]): string {
  const of = (kind: Kept['kind']): Kept[] => kept.filter((each) => each.kind === kind)
  return pageHtml(facts, {
    path: '/cookies',
    title: 'Cookies and browser storage',
    description: 'Every cookie and every key of the browser’s storage that is used, where, for what and until when.',
    main: markup`<h1>Cookies and browser storage</h1>
<p class="lead">This list is complete: a real browser goes through every page and finds what stands here, and nothing else.</p>
${keptTable('Cookies', of('cookie'))}
${keptTable('Browser storage', of('storage'))}
<div class="prose">${sections.map((section) => sectionHtml({ ...section, id: 'policy', title: 'What the policy says of it' }, facts.profile.operator.product))}
<p class="small">As data: <a href="/cookies.json">cookies.json</a>.</p></div>`,
  })
}

function keptTable(title: string, rows: readonly Kept[]): Html {
  const id = title.toLowerCase().replaceAll(' ', '-')
  return markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${
    rows.length === 0
      ? markup`<p>None.</p>`
      : table(
          title,
          ['Name', 'Where', 'What for', 'Until'],
          rows.map(({ name, surface, purpose, ends, attributes }) => [
            markup`<code>${name}</code>${attributes !== null && markup`<br><span class="small muted">${attributes}</span>`}`,
            surface,
            purpose,
            ends,
          ]),
        )
  }</section>`
}

export function securityHtml(facts: Facts, sections: readonly JudgedSection[], notes: readonly PublicNote[]): string {
  const { contacts } = facts.profile
  const report =
    contacts.find(({ role }) => role === 'security') ?? contacts.find(({ role }) => role === 'privacy') ?? contacts[0]
  return pageHtml(facts, {
    path: '/security',
    title: 'Security',
    description: 'What protects the data, who processes it, what happened, and how to report a vulnerability.',
    main: markup`<div class="prose"><h1>Security</h1><p class="lead">Measures that tests prove, everyone who gets data, and what happened.</p>
${sections.map((section) => sectionHtml({ ...section, id: 'measures', title: 'Measures' }, facts.profile.operator.product))}
${processorsSection(facts)}
<section aria-labelledby="incidents"><h2 id="incidents">Incidents</h2>${
      notes.length === 0
        ? markup`<p>No breach of personal data has been made public. When there is one that concerns you, it stands here.</p>`
        : markup`<ul>${notes.map(({ id, noticedAt, note }) => markup`<li id="${id}"><strong>${dateWords(noticedAt)}</strong>: ${linked(note)}</li>`)}</ul>`
    }</section>
<section aria-labelledby="report"><h2 id="report">Reporting a vulnerability</h2><p>Write to ${linked(report?.address ?? '')}. The same stands in <a href="/.well-known/security.txt">security.txt</a>. Whoever looks in good faith, harms nobody and tells us first has nothing to fear from us.</p></section></div>`,
  })
}

/** The same in `/security#subprocessors`, `/subprocessors` and `/dpa`: one register. */
export function processorsSection({ processors, profile: { operator } }: Facts): Html {
  return markup`<section aria-labelledby="subprocessors"><h2 id="subprocessors">Subprocessors</h2>${
    processors.length === 0
      ? markup`<p>There is none: nobody but ${operator.name} processes data, on machines of its own.</p>`
      : table('Subprocessors', ['Who', 'For what', 'Which data', 'Where', 'Agreement'], processors.map(processorRow))
  }<p class="small">Beside these the program connects only to where workspaces send their own notifications. As data: <a href="/subprocessors.json">subprocessors.json</a>; changes: <a href="/subprocessors.atom">feed</a>.</p></section>`
}

function processorRow({ name, purpose, categories: ids, region, transfer, dpa }: Processor): (string | Html)[] {
  const given = namesOf(ids.filter((id): id is CategoryId => id in categories)).join(', ')
  const where = `${inRegion(region).replace(/^in (the )?/, '')}${transfer === null ? '' : ` (${transfer.mechanism}, ${transfer.reference})`}`
  return [
    name,
    purpose,
    given,
    where,
    dpa === null ? 'none: the person’s own choice' : `${dpa.date}, version ${dpa.version}`,
  ]
}

export function subprocessorsHtml(facts: Facts): string {
  return pageHtml(facts, {
    path: '/subprocessors',
    title: 'Subprocessors',
    description: 'Everyone who processes data for us, from the register that the program itself obeys.',
    main: markup`<h1>Who processes data for us</h1><p class="lead">This is the register that the program itself obeys: whom it does not name gets nothing from it, and workspaces choose for themselves where their own notifications go.</p>${processorsSection(facts)}`,
  })
}

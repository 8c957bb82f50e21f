/** The policy, its history, and what differs between two versions. Pure. */
import { markup, type Html } from '#platform/markup'
import type { JudgedSection, PolicyDocument } from '../document.ts'
import { dateWords, type Facts } from '../policy/rule.ts'
import { pageHtml } from './layout.ts'
import { idLinks, sectionHtml, sentenceHtml } from './sentences-html.ts'

/** A version that takes effect later, with what it changes. */
export type Announced = { version: string; effectiveAt: Date; changes: readonly Change[] }
/** A difference in plain words, with the promises that it touches. */
export type Change = { text: string; ids: readonly string[] }

export function privacyHtml(facts: Facts, document: PolicyDocument, announced: Announced | undefined): string {
  return pageHtml(facts, {
    path: '/privacy',
    title: 'Privacy policy',
    description: `What ${document.product} collects, how it is used and shared, how long it is kept, and what your rights are.`,
    head: alternates,
    side: sideOf(document.sections),
    main: markup`<h1>Privacy policy</h1>
${datesOf(document)}
${announced && announcedHtml(announced)}
<p class="notice small">The small marks behind a sentence lead to the tests that prove it. A sentence without proof is not published; <a href="/trust">what is withheld, and why</a>, is no secret. This text is no legal advice.</p>
${document.sections.filter(({ id }) => id !== 'dates').map((section) => sectionHtml(section, document.product))}
<p class="facts">Version ${document.version} · Watchword ${document.build} · profile ${document.preset} · also as <a href="/privacy.json">JSON</a> and <a href="/privacy.md">Markdown</a> · <a href="/privacy/history">earlier versions</a></p>`,
  })
}

const alternates = markup`<link rel="alternate" type="application/json" href="/privacy.json">
<link rel="alternate" type="text/markdown" href="/privacy.md">`

function datesOf({ sections, version }: PolicyDocument): Html {
  const shown = sections.find(({ id }) => id === 'dates')?.sentences.filter(({ withheld }) => withheld === null) ?? []
  return markup`<p class="facts" data-version="${version}">${shown.map((sentence) => markup`${sentenceHtml(sentence)} `)}</p>`
}

function sideOf(sections: readonly JudgedSection[]): Html {
  return markup`<p>Privacy policy</p><ul>${sections
    .filter(({ id }) => id !== 'dates')
    .map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul>`
}

function announcedHtml({ version, effectiveAt, changes }: Announced): Html {
  return markup`<section class="notice" aria-labelledby="announced"><p id="announced"><strong>A new version takes effect on ${timeOf(effectiveAt)}.</strong> Until then this one holds. <a href="/privacy/history/${version}">Read the new version</a>.</p>${changesHtml(changes)}</section>`
}

export function changesHtml(changes: readonly Change[]): Html {
  if (changes.length === 0) return markup`<p>Nothing of what the policy says is different.</p>`
  return markup`<ul>${changes.map(({ text, ids }) => markup`<li>${text} ${idLinks(ids)}</li>\n`)}</ul>`
}

function timeOf(at: Date): Html {
  return markup`<time datetime="${at.toISOString()}">${dateWords(at)}</time>`
}

export type Listed = {
  version: string
  announcedAt: Date
  effectiveAt: Date
  /** For people: `in force`. */
  state: string
  isPast: boolean
  /** Null for the first one. */
  changes: readonly Change[] | null
}

export function historyHtml(facts: Facts, versions: readonly Listed[]): string {
  return pageHtml(facts, {
    path: '/privacy/history',
    title: 'Versions of the privacy policy',
    description: 'Every version of the privacy policy, with what each changed.',
    main: markup`<div class="prose"><h1>Versions of the privacy policy</h1><p class="lead">Newest first, each with what it changed.</p>
${versions.map(
  ({ version, announcedAt, effectiveAt, state, changes }) => markup`<section aria-labelledby="v-${version}">
<h2 id="v-${version}"><a href="/privacy/history/${version}">${version}</a></h2>
<p class="facts">Announced on ${timeOf(announcedAt)}, in effect from ${timeOf(effectiveAt)}: ${state}.</p>
${changes === null ? markup`<p>The first version.</p>` : changesHtml(changes)}</section>`,
)}</div>`,
  })
}

/** Text of a version, as it was kept while it was in force, or as it will be. */
export type VersionText = {
  title: string
  sections: readonly {
    id: string
    title: string
    sentences: readonly { ids: readonly string[]; text: string; point: boolean }[]
    own: readonly string[]
  }[]
}

export function versionHtml(facts: Facts, listed: Listed, text: VersionText, kept: boolean): string {
  const { version, announcedAt, effectiveAt, state } = listed
  return pageHtml(facts, {
    path: `/privacy/history/${version}`,
    title: `Privacy policy, version ${version}`,
    description: `Version ${version} of the privacy policy, ${state}.`,
    main: markup`<div class="prose"><h1>Privacy policy, version ${version}</h1>
<p class="facts">Announced on ${timeOf(announcedAt)}, in effect from ${timeOf(effectiveAt)}: ${state}. <a href="/privacy/history">All versions</a></p>
${listed.changes !== null && markup`<section class="notice" aria-labelledby="changes"><p id="changes"><strong>What it changed</strong></p>${changesHtml(listed.changes)}</section>`}
${!kept && listed.isPast && markup`<p class="notice">No text of this version was kept. This one is made from its settings by the program of today.</p>`}
${text.sections
  .filter(({ id }) => id !== 'dates')
  .map((section) =>
    sectionHtml(
      {
        ...section,
        sentences: section.sentences.map((sentence) => ({ ...sentence, withheld: null })),
        own: [...section.own],
      },
      text.title,
    ),
  )}</div>`,
  })
}

export type Paged = {
  path: string
  title: string
  lead: string
  sections: readonly JudgedSection[]
  before?: Html
  after?: Html
}

/** Any other page made of sentences. */
export function sentencesPage(facts: Facts, { path, title, lead, sections, before, after }: Paged): string {
  return pageHtml(facts, {
    path,
    title,
    description: lead,
    main: markup`<div class="prose"><h1>${title}</h1><p class="lead">${lead}</p>
${before}${sections.map((section) => sectionHtml(section, facts.profile.operator.product))}${after}</div>`,
  })
}

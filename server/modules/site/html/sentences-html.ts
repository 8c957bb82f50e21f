/** Sentences with their promises: each carries their ids, and leads to what proves it. Pure. */
import { markup, type Html } from '#platform/markup'
import type { JudgedSection, JudgedSentence } from '../document.ts'
import { linked } from './layout.ts'

/** Published sentences alone; one that is withheld is not on the page. */
export function sectionHtml({ id, title, sentences, own }: JudgedSection, product: string, level: 2 | 3 = 2): Html {
  const shown = sentences.filter(({ withheld }) => withheld === null)
  const heading = level === 2 ? markup`<h2 id="${id}-title">${title}</h2>` : markup`<h3 id="${id}-title">${title}</h3>`
  return markup`<section id="${id}" aria-labelledby="${id}-title">${heading}
${shown.length === 0 && own.length === 0 && markup`<p class="muted">Nothing is published here: <a href="/trust">no sentence of this section has proof at present</a>.</p>`}
${runs(shown).map((run) =>
  run[0]?.point
    ? markup`<ul>${run.map((sentence) => markup`<li>${sentenceHtml(sentence)}</li>\n`)}</ul>\n`
    : markup`<p>${run.map((sentence) => markup`${sentenceHtml(sentence)}\n`)}</p>\n`,
)}${own.length > 0 && markup`<div class="own"><h3>Added by the operator of ${product}</h3>${own.map((text) => markup`<p>${linked(text)}</p>`)}</div>`}
</section>
`
}

export function sentenceHtml({ ids, text }: Pick<JudgedSentence, 'ids' | 'text'>): Html {
  return markup`<span data-promises="${ids.join(' ')}">${linked(text)}</span> ${idLinks(ids)}`
}

export function idLinks(ids: readonly string[]): Html {
  return markup`<span class="ids">${ids.map((id, index) => markup`${index > 0 && ' '}<a href="/trust#${id}">${id}</a>`)}</span>`
}

/** Neighbours of one kind: running text becomes a paragraph, points become a list. */
function runs(sentences: readonly JudgedSentence[]): JudgedSentence[][] {
  const found: JudgedSentence[][] = []
  for (const sentence of sentences) {
    const last = found.at(-1)
    if (last && last[0]?.point === sentence.point) last.push(sentence)
    else found.push([sentence])
  }
  return found
}

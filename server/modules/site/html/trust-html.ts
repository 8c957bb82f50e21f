/** What proves each sentence, what is withheld and why, and the figures that there are. Pure. */
import { markup, type Html } from '#platform/markup'
import type { JudgedSection, JudgedSentence } from '../document.ts'
import { testsOf, type Proof } from '../evidence.ts'
import { dateWords, type Facts } from '../policy/rule.ts'
import { pageHtml } from './layout.ts'

export type Figure = { name: string; value: string }
/** Names of tests shown for a sentence; all of them are in `/trust.json`. */
const shownTests = 4

export function trustHtml(
  facts: Facts,
  sections: readonly JudgedSection[],
  proof: Proof,
  figures: readonly Figure[],
): string {
  const sentences = sections.flatMap(({ sentences }) => sentences)
  const withheld = sentences.filter((sentence) => sentence.withheld !== null)
  const anchors = new Set<string>()
  const { preset } = facts.profile
  return pageHtml(facts, {
    path: '/trust',
    title: 'Trust',
    description: 'What proves each sentence of the privacy policy, and which sentences are withheld.',
    side: markup`<p>Trust</p><ul><li><a href="#figures">Figures</a></li>${sections.map(({ id, title }) => markup`<li><a href="#s-${id}">${title}</a></li>`)}</ul>`,
    main: markup`<h1>Trust</h1>
<p class="lead">Each sentence of the <a href="/privacy">privacy policy</a> names the promises that it makes, and each promise the tests that prove it. A sentence without proof is withheld.</p>
<p>${runWords(proof)} ${sentences.length - withheld.length} of ${sentences.length} sentences are published${withheld.length > 0 && `, ${withheld.length} are withheld`}. All of it as data: <a href="/trust.json">trust.json</a>.</p>
<p>The settings are those of the profile <strong>${preset}</strong>${preset === 'strict' ? ', the strictest, which holds where nobody chose.' : '. The default is strict; a looser one is a conscious choice of the operator.'}</p>
<section aria-labelledby="figures"><h2 id="figures">Figures</h2><dl class="figures">${figures.map(({ name, value }) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>
${sections.map(
  ({ id, title, sentences: own }) =>
    markup`<section aria-labelledby="s-${id}"><h2 id="s-${id}">${title}</h2><ul>${own.map((sentence) => markup`<li>${row(sentence, proof, anchors)}</li>\n`)}</ul></section>\n`,
)}`,
  })
}

function runWords({ evidence }: Proof): string {
  return evidence
    ? `Last test run: ${dateWords(evidence.ranAt)}.`
    : 'No test run was recorded with this installation, so nothing that needs one is published.'
}

function row({ ids, text, withheld }: JudgedSentence, { evidence }: Proof, anchors: Set<string>): Html {
  const tests = [...new Set(ids.flatMap((id) => testsOf(id, evidence)))]
  const more = tests.length - shownTests
  return markup`${ids.map((id) => anchor(id, anchors))}<p>${text}</p>
${
  withheld === null
    ? markup`<details><summary class="small"><span class="yes">Published</span>: ${tests.length === 0 ? 'by a dated record' : `proved by ${tests.length} ${tests.length === 1 ? 'test' : 'tests'}`} (${ids.join(' ')})</summary><ul class="small">${tests.slice(0, shownTests).map((name) => markup`<li>${name}</li>`)}${more > 0 && markup`<li>and ${more} more</li>`}</ul></details>`
    : markup`<p class="small"><span class="no">Withheld</span> because ${withheld} (${ids.join(' ')})</p>`
}`
}

/** `/trust#SEN-01` is the first sentence that makes the promise. */
function anchor(id: string, anchors: Set<string>): Html | false {
  if (anchors.has(id)) return false
  anchors.add(id)
  return markup`<span id="${id}"></span>`
}

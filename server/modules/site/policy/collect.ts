/** What is collected, and from where: one point for each category of the inventory. */
import { categories } from '#platform/policy'
import { capital, listed, point, say, type Facts, type Rule, type Section } from './rule.ts'
import { fieldWords, heldCategories, inBrowser, namesOf, sources } from './words.ts'

export const collect: Section = {
  id: 'collect',
  title: 'What we collect',
  rules: [
    say(
      ['SEN-07'],
      'Only what is listed here is kept. Each kind has a purpose, and fields that we do not know are dropped when they arrive.',
    ),
    perCategory,
    perSource,
    say(
      ['OPS-03', 'CAB-02'],
      'Of a person who signs in we hold name, mail address and a hash of the password; of a workspace its name and slug.',
    ),
    say(
      ['DSE-06'],
      ({ signInProviders }) =>
        `Who signs in through ${listed(signInProviders)} passes on a basic profile and no more: an identifier, the mail address and the name.`,
      ({ signInProviders }) => signInProviders.length > 0,
    ),
    say(
      ['SEN-06'],
      'Programs send telemetry with a key of their project, and a key lets nobody write into another project.',
    ),
    say(
      ['OPS-10'],
      'Whatever else people type or programs send is content of their workspace: it is exported and deleted with it.',
    ),
    say(
      ['OPS-11', 'AHU-06', 'DSE-14'],
      'Of each request to the app and the site we log path, status, network address, browser and time: no query, no content, no cookie.',
      ({ inventory }) => inventory.some(({ category }) => category === 'C24'),
    ),
  ],
}

function perCategory({ inventory }: Facts): Rule[] {
  return heldCategories(inventory).map(({ id, entries }) => {
    const personal = entries.some(({ subject }) => subject.length > 0)
    const fields = personal ? fieldWords(entries.filter(({ subject }) => subject.length > 0)) : []
    const whose = entries.every(({ role }) => role === 'processor')
      ? ' Kept for the workspace, which decides about it.'
      : ''
    const held = fields.length === 0 ? '' : `: ${fields.join(', ')}`
    return point(['CAB-01'], `${capital(categories[id])}${held}.${whose}`)
  })
}

function perSource({ inventory }: Facts): Rule[] {
  const kept = inventory.filter(({ store, subject }) => !inBrowser(store) && subject.length > 0)
  return (['subject', 'usage', 'partner'] as const).flatMap((source) => {
    const ids = kept.flatMap(({ category, source: from }) => (from === source && category !== '-' ? [category] : []))
    return ids.length === 0 ? [] : [say(['AHU-03'], `${capital(sources[source])}: ${listed(namesOf(ids))}.`)]
  })
}

/** Who we are and what this policy covers. */
import { surfaceIds, surfaces } from '#platform/http'
import { dateWords, listed, say, type Section } from './rule.ts'

export const about: Section = {
  id: 'about',
  title: 'Who we are and what this covers',
  rules: [
    say(['CAB-01', 'OPS-02'], ({ profile: { operator } }) => {
      const where = [operator.address, operator.country].filter((part) => part !== '').join(', ')
      return `This policy says what ${operator.product} collects, how it uses it, with whom it shares it and how long it keeps it. ${operator.product} is run by ${operator.name}${where && ` (${where})`}.`
    }),
    say(
      ['SEN-02'],
      ({ version }) =>
        `It is version ${version.version}, made by the program itself from the list of what it keeps and from the settings that it obeys; nobody writes it by hand.`,
    ),
    say(['SEN-03', 'DSE-03', 'AHU-01'], () => `It covers ${listed(surfaceIds.map((id) => surfaces[id].words))}.`),
    say(['SEN-34'], 'The service is for work: nobody signs up without a workspace of their own or of their team.'),
    say(
      ['AHU-02'],
      'What a workspace’s own contract or settings say more strictly holds for that workspace; nothing looser does.',
    ),
    say(['DSE-04'], 'Signing up asks to accept this policy; which version was accepted, when and how is recorded.'),
  ],
}

/** The dates at the head of the page, as the profile wants them. */
export const dates: Section = {
  id: 'dates',
  title: 'Dates',
  rules: [
    say(
      ['SEN-01', 'DSE-02'],
      ({ version }) => `Effective date: ${dateWords(version.effectiveAt)}.`,
      ({ profile }) => profile.wording.dateShown !== 'updated',
    ),
    say(
      ['OPS-01', 'DSE-02'],
      ({ version }) => `Last updated: ${dateWords(version.announcedAt)}.`,
      ({ profile }) => profile.wording.dateShown !== 'effective',
    ),
  ],
}

/** Transfers, children, changes, contact. */
import { daysWords, inApp, listed, point, say, type Facts, type Rule, type Section } from './rule.ts'
import { inRegion } from './share.ts'

export const transfers: Section = {
  id: 'transfers',
  title: 'Where data is, and transfers',
  rules: [
    say(['SEN-32'], ({ profile: { regions } }) => `Data is stored ${inRegion(regions.hosting)}.`),
    say(
      ['DSE-39'],
      'All data is processed and stored in the United States, by whomever it is processed.',
      ({ profile: { regions } }) => regions.allowed?.length === 1 && regions.allowed[0] === 'US',
    ),
    say(
      ['DSE-40'],
      'Whoever signs up from another country is told so and agrees to it; the agreement is recorded.',
      ({ profile: { regions } }) => regions.allowed?.length === 1 && regions.allowed[0] === 'US',
    ),
    say(
      ['OPS-52'],
      ({ profile: { regions } }) =>
        `Data is processed ${listed((regions.allowed ?? []).map(inRegion))} and in no other region; the program does not start with one outside. A further region needs a new version of this policy with its notice.`,
      ({ profile: { regions } }) => regions.allowed !== null,
    ),
    say(
      ['SEN-33', 'AHU-23'],
      'Where a processor is in a region with other law, a transfer needs a recognised safeguard, such as standard contractual clauses, and a document that says so; without both the program does not start.',
    ),
    say(['OPS-51'], 'The safeguard of each transfer stands with its processor in the list above.', ({ processors }) =>
      processors.some(({ transfer }) => transfer !== null),
    ),
  ],
}

export const children: Section = {
  id: 'children',
  title: 'Children',
  rules: [
    say(
      ['SEN-35', 'OPS-53', 'CAB-39', 'DSE-51'],
      ({ profile }) =>
        `The service is not directed at people under ${profile.minimumAge}. Signing up asks to declare that one is ${profile.minimumAge} or older; no date of birth is asked for or kept.`,
    ),
    say(['DSE-52'], 'Of whoever declares to be younger nothing is kept.'),
    say(
      ['DSE-53'],
      (facts) =>
        `Whoever knows of a minor’s sign-in can report it at ${inApp(facts, '/report-a-minor')}. It is frozen at once, and erased without the time that other closings leave.`,
    ),
  ],
}

const channelWords = { page: 'on this page', mail: 'by mail', banner: 'by a notice in the app' } as const

export const changes: Section = {
  id: 'changes',
  title: 'Changes of this policy',
  rules: [
    say(
      ['SEN-36', 'AHU-39', 'DSE-54'],
      'A change that matters, such as a new kind of data, processor, region or purpose or a longer period, needs a new version. It is announced here with its date and what changes, and every earlier version stays readable at /privacy/history.',
    ),
    say(
      ['OPS-54', 'OPS-52'],
      ({ profile: { changes } }) =>
        `It is announced ${listed(changes.channels.map((channel) => channelWords[channel]))} at least ${daysWords(changes.noticeDays)} before it takes effect. Until that day the old version holds, in the program as well.`,
      ({ profile: { changes } }) => changes.noticeDays > 0,
    ),
    say(
      ['DSE-56'],
      ({ profile: { changes } }) =>
        `It is announced ${listed(changes.channels.map((channel) => channelWords[channel]))}, and takes effect on the day that the announcement names.`,
      ({ profile: { changes } }) => changes.noticeDays === 0 && changes.channels.some((channel) => channel !== 'page'),
    ),
    say(
      ['AHU-39'],
      'It is posted on this page, and takes effect on the day that the page names.',
      ({ profile: { changes } }) => changes.noticeDays === 0 && changes.channels.every((channel) => channel === 'page'),
    ),
    say(['DSE-55'], 'This page always shows the version in force.'),
    say(
      ['DSE-57'],
      'Who goes on using the service after a new version has taken effect accepts it; that is recorded as such, and is not a consent.',
    ),
  ],
}

const roleWords = {
  privacy: 'Privacy questions and requests',
  dpo: 'Data protection officer',
  support: 'Support',
  security: 'Security',
} as const

export const contact: Section = {
  id: 'contact',
  title: 'Contact',
  rules: [
    contacts,
    say(['SEN-37', 'AHU-38'], 'A message about your rights becomes a request with a date by which it is answered.'),
  ],
}

function contacts({ profile }: Facts): Rule[] {
  return profile.contacts.map(({ role, address }) =>
    point(['CAB-40', 'OPS-55', 'DSE-58'], `${roleWords[role]}: ${address}`),
  )
}

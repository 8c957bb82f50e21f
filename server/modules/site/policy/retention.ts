/** How long what is kept: for each category the rules that the sweeper obeys, with the figures of the profile. */
import { daysWords, point, say, type Facts, type Rule, type Section } from './rule.ts'
import { endingOf, settingWords } from './retention-words.ts'
import { heldCategories, shortNames } from './words.ts'

export const retention: Section = {
  id: 'retention',
  title: 'How long we keep it',
  rules: [
    say(
      ['AHU-24'],
      ({
        profile: {
          retention: { accountDeleteByDays, workspaceDeleteByDays },
        },
      }) =>
        `Everything that is kept has an end: an age, or an event with which it goes. These are the rules that the program itself obeys. “With the workspace” is within ${daysWords(workspaceDeleteByDays)} of its deletion, “with the sign-in” within ${daysWords(accountDeleteByDays)} of its closing.`,
    ),
    perCategory,
    say(
      ['SEN-20'],
      'What has reached its age is deleted by the program itself, by the setting of the day, also where the data is older than the setting; each run is recorded.',
    ),
    say(
      ['SEN-21', 'SEN-22'],
      ({ profile }) =>
        `The content of events, such as stack, attributes and who was concerned, is emptied after ${settingWords('payload', profile.retention)}; incidents, their counts and the accounting stay.`,
      ({ profile }) => profile.retention.payload.kind !== 'workspace',
    ),
    say(
      ['OPS-34'],
      'The content of a workspace is kept while the workspace is active; no age ends it.',
      ({ profile }) => profile.retention.payload.kind === 'workspace',
    ),
    say(
      ['OPS-33', 'CAB-27', 'DSE-38'],
      ({
        profile: {
          retention: { accountRestorableDays, accountDeleteByDays },
        },
      }) =>
        `A sign-in that its owner closes is out of use at once, can be taken back for ${daysWords(accountRestorableDays)}, and is deleted or made anonymous within ${daysWords(accountDeleteByDays)} of its closing.`,
    ),
    say(['DSE-35'], 'While a sign-in is open no age ends it.'),
    say(
      ['OPS-35'],
      ({ profile }) =>
        `A workspace that is deleted is gone from every store within ${daysWords(profile.retention.workspaceDeleteByDays)}, and a backup that is restored does not bring it back.`,
    ),
    say(
      ['OPS-36'],
      ({ profile }) => `Request logs are kept for ${daysWords(profile.retention.requestLogDays)}.`,
      ({ inventory }) => inventory.some(({ category }) => category === 'C24'),
    ),
    say(
      ['CAB-29'],
      ({ profile }) =>
        `Entries of the audit log are kept for ${daysWords(profile.retention.auditDays ?? 0)}; what remains can still be verified.`,
      ({ profile }) => profile.retention.auditDays !== null,
    ),
    say(
      ['OPS-37'],
      'Audit logs are kept as long as their workspace, and go with it.',
      ({ profile }) => profile.retention.auditDays === null,
    ),
    say(
      ['CAB-30'],
      ({ profile }) =>
        `Invoices and payments are kept for ${profile.retention.billingYears} years, because the law asks for it, with nothing in them but what it asks for.`,
      ({ inventory }) => inventory.some(({ category }) => category === 'C10'),
    ),
    say(
      ['SEN-23', 'DSE-37', 'AHU-18'],
      'Longer than that is kept only what a law or a dispute asks for, under a hold that names its reason, its scope and the day on which it is looked at again; a receipt of deletion lists what stays, why and until when.',
    ),
  ],
}

function perCategory({ inventory, profile }: Facts): Rule[] {
  return heldCategories(inventory).map(({ id, entries }) => {
    const name = shortNames[id]
    return point(['AHU-24'], `${name.slice(0, 1).toUpperCase()}${name.slice(1)}: ${endingOf(entries, profile)}.`)
  })
}

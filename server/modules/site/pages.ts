/** Terms and the data processing agreement, as sentences. Texts are ours; what they promise is proved like the policy. */
import { capital, listed, point, say, type Facts, type Rule, type Section } from './policy/rule.ts'
import { heldCategories, namesOf, purposeIds } from './policy/words.ts'
import { purposes } from '#platform/purposes'
import type { Purpose } from '#platform/inventory'

export const termsSections: readonly Section[] = [
  {
    id: 'service',
    title: 'The service',
    rules: [
      say(
        ['SEN-34'],
        ({ profile: { operator } }) =>
          `${capital(operator.name)} provides ${operator.product} for work: to companies, teams and people who act for one. It is not for private households.`,
      ),
      say(['SEN-35', 'DSE-51'], ({ profile }) => `Whoever signs up is at least ${profile.minimumAge} years old.`),
      say(['DSE-04'], 'Signing up needs the acceptance of the privacy policy, which is part of these terms.'),
    ],
  },
  {
    id: 'yours',
    title: 'What is yours',
    rules: [
      say(
        ['OPS-10'],
        'What you type and what your programs send stays yours. We process it for you, as the data processing agreement says.',
      ),
      say(['SEN-31'], 'You can take it with you at any time: a workspace and a person are exported as JSON.'),
      say(['SEN-25'], 'You decide who is a member of your workspace, and answer for what they do in it.'),
      say(['SEN-26'], 'Keys are yours to keep secret. One that got out is revoked by you in the app, at once.'),
    ],
  },
  {
    id: 'limits',
    title: 'What is not allowed',
    rules: [
      say(
        ['SEN-13', 'SEN-14'],
        'Each workspace has quotas, and each sender has limits. What is above them is refused and not kept.',
      ),
      say(['DSE-23'], 'Attacks on the service or on others by means of it are stopped, and end the use of it.'),
    ],
  },
  {
    id: 'card-data',
    title: 'Card and bank data',
    rules: [
      say(
        ['DSE-49'],
        'The service is not PCI DSS compliant. It must not be used to process, store or send numbers of cards, bank details or other sensitive financial data.',
        ({ profile }) => profile.cardData !== 'off',
      ),
      say(
        ['DSE-49'],
        ({ profile }) =>
          profile.cardData === 'refuse'
            ? 'Where such a number is recognised, what holds it is refused.'
            : 'Where such a number is recognised, it is masked before anything is stored.',
        ({ profile }) => profile.cardData !== 'off',
      ),
      say(
        ['DSE-50'],
        'Whoever sends such data all the same does so at their own risk.',
        ({ profile }) => profile.cardData !== 'off',
      ),
    ],
  },
  {
    id: 'end',
    title: 'The end',
    rules: [
      say(
        ['CAB-33', 'OPS-35'],
        ({ profile: { retention } }) =>
          `You can close your sign-in or delete your workspace at any time; what becomes of the data, and within ${Math.max(retention.accountDeleteByDays, retention.workspaceDeleteByDays)} days, is in the privacy policy.`,
      ),
      say(['DSE-34'], 'The software comes as it is. No system is perfectly secure, and none is always there.'),
    ],
  },
]

export const agreementSections: readonly Section[] = [
  {
    id: 'subject',
    title: 'Subject, duration, nature and purpose',
    rules: [
      say(
        ['AHU-02'],
        ({ profile: { operator } }) =>
          `${capital(operator.name)} (the processor) processes personal data for the workspace (the controller) as part of ${operator.product}, on the workspace’s instructions: its settings, its API calls and what it asks for in writing. This agreement follows Article 28 of the GDPR.`,
      ),
      say(
        ['OPS-34', 'OPS-35'],
        ({ profile }) =>
          `It lasts as long as the workspace. Within ${profile.retention.workspaceDeleteByDays} days of the workspace’s deletion its data is deleted; until then it can be exported.`,
      ),
      perPurpose,
    ],
  },
  {
    id: 'data',
    title: 'Kinds of data and whom it is about',
    rules: [
      ({ inventory }: Facts): Rule[] => {
        const ours = heldCategories(inventory.filter(({ role }) => role === 'processor'))
        return [say(['CAB-01'], `For workspaces we process: ${listed(namesOf(ours.map(({ id }) => id)))}.`)]
      },
      say(
        ['AHU-03'],
        'It is about the workspace’s members, the people who use its programs, and the subscribers of its status pages.',
      ),
    ],
  },
  {
    id: 'duties',
    title: 'What the processor undertakes',
    rules: [
      point(['AHU-02'], 'Data is processed on the controller’s instructions, and for no purpose but those above.'),
      point(
        ['DSE-33'],
        'Only authorised people reach it, with a reason and for a limited time; the workspace sees when they did.',
      ),
      point(['AHU-30'], 'They are bound to secrecy.'),
      point(['AHU-25', 'OPS-49'], 'The measures at /security#measures are kept up.'),
      point(
        ['CAB-24', 'OPS-52'],
        ({ profile: { changes } }) =>
          `Further processors are used only as the register below says. A new one is announced ${changes.noticeDays === 0 ? 'before it is used' : `${changes.noticeDays} days before it is used`}, and the controller can object by ending the agreement.`,
      ),
      point(['CAB-26'], 'Each of them is bound by the same duties.', ({ processors }) =>
        processors.some(({ dpa }) => dpa !== null),
      ),
      point(['SEN-33', 'AHU-23'], 'Data goes to a region with other law only with a recognised safeguard.'),
      point(
        ['OPS-43', 'SEN-25'],
        'A person’s request about the workspace’s content is passed on to its owners and admins with its date.',
      ),
      point(
        ['OPS-50'],
        'A breach that concerns the workspace is told to its owners without delay, with what the law asks for.',
      ),
      point(['SEN-31', 'OPS-35'], 'At the end data is handed over as an export, and deleted.'),
      point(
        ['CAB-13', 'AHU-07'],
        'The workspace can check what was done: it reads, exports and verifies its audit log, and tests of each promise are at /trust.',
      ),
    ],
  },
]

/** What data of workspaces is used for, by the inventory. */
function perPurpose({ inventory }: Facts): Rule[] {
  const names = inventory
    .filter(({ role, category }) => role === 'processor' && category !== '-')
    .flatMap((entry) => Object.keys(entry.purposes) as Purpose[]) // keys of the record, by its type
  return [...new Set(names)].map((name) => point(purposeIds[name], `It is processed ${purposes[name].inWords}.`))
}

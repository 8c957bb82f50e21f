/** The rights of the law and how each is used: the union of all presets, for everyone. */
import { daysWords, inApp, point, say, type Section } from './rule.ts'

export const rights: Section = {
  id: 'rights',
  title: 'Your rights and how to use them',
  rules: [
    say(
      ['SEN-28', 'OPS-43'],
      (facts) =>
        `You use them yourself in the app at ${inApp(facts, '/you?tab=privacy')}, or with the form at /privacy/request, without a sign-in too.`,
    ),
    point(
      ['SEN-28', 'OPS-38', 'CAB-31', 'AHU-31', 'DSE-41'],
      'Access: you get everything that is held about you, with purposes, recipients, periods and sources.',
    ),
    point(
      ['SEN-29', 'OPS-39', 'CAB-32', 'AHU-32', 'DSE-42'],
      'Correction: you change name and address yourself, and ask for what you cannot change.',
    ),
    point(
      ['SEN-31', 'OPS-40', 'CAB-34', 'AHU-36', 'DSE-45'],
      'Export: you download your data as JSON with a published schema.',
    ),
    point(
      ['SEN-30', 'OPS-41', 'CAB-33', 'AHU-33', 'DSE-43'],
      ({ profile }) =>
        `Deletion: you close your sign-in, which ends access at once and deletes within ${daysWords(profile.retention.accountDeleteByDays)}, or have it erased now, without that time. A receipt says what went, what stays, why and until when.`,
    ),
    point(
      ['AHU-34'],
      'Restriction: your data is stored and not used until the restriction is lifted, of which you are told before.',
    ),
    point(
      ['OPS-42', 'CAB-35', 'AHU-35'],
      'Objection: what rests on a legitimate interest stops for you, purpose by purpose. Where our reason weighs more, as for security, you are told the reason.',
    ),
    point(
      ['AHU-37', 'DSE-44'],
      'Withdrawal: a consent is withdrawn as easily as it was given, with effect at once; closing your sign-in withdraws all of them.',
    ),
    point(
      ['DSE-46'],
      'Complaint: you can turn to the data protection authority where you live. Every answer of ours names it, and /privacy/request#authorities lists them.',
    ),
    say(
      ['OPS-43'],
      ({ profile: { requests } }) =>
        `A request is answered within ${requests.dueDays === null ? 'one month' : `${daysWords(requests.dueDays)}, or one month where that is shorter`}. Where the law allows more time and we need it, you are told within the first month.`,
    ),
    say(
      ['DSE-48'],
      ({ profile: { requests } }) =>
        `${requests.verify === 'required' ? 'Before it is answered' : 'Where there is doubt'} we check that it is you, by your sign-in or by a link to the address on file; what was needed for the check is deleted after the answer. An unproved request tells nobody whether you are known.`,
    ),
    say(
      ['SEN-25'],
      'What is content of a workspace is for its owners and admins to decide; a request about it goes to them.',
    ),
    say(
      ['SEN-26', 'SEN-27'],
      'Owners and admins manage members, rotate and revoke keys, and set retention, quotas and channels in the app.',
    ),
  ],
}

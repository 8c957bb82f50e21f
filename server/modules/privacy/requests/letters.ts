/**
 * The words of the mails to people about their requests. Pure. None holds a word that the form was given: whoever types
 * a stranger's address into it must not be able to say anything to the stranger.
 */
import { renderMail, type MailContent, type MailMessage } from '#platform/mail'
import type { PolicyProfile } from '#platform/policy'
import { authoritySentence } from './authorities.ts'
import { automatic, confirmationHours, liftingNoticeDays, typeWords, type PrivacyRequest } from './request.ts'

export const letterKinds = ['confirmation', 'receipt', 'answer', 'extension', 'doubt', 'lifting'] as const
export type LetterKind = (typeof letterKinds)[number]

export type Letter = {
  request: PrivacyRequest
  address: string
  appUrl: string
  profile: PolicyProfile
  /** Of the confirmation. */
  secret: string
  /** What the mail is about: with it a second attempt is the same mail. */
  id: string
  /** What whoever wrote to the person said: the reason of an extension, a doubt, a lifting. */
  reason: string
}

export function letter(kind: LetterKind, about: Letter): MailMessage {
  const content = contents[kind](about)
  return {
    ...renderMail({ ...content, footer: [...content.footer, ...footer(about)] }),
    to: about.address,
    subject: content.title,
    messageId: `${about.id}-${kind}@${new URL(about.appUrl).hostname}`,
    stream: 'account',
    workspaceId: null,
    headers: { 'Content-Language': 'en' },
  }
}

const contents: Record<LetterKind, (letter: Letter) => MailContent> = {
  confirmation: ({ request, appUrl, secret }) => ({
    title: 'Confirm your privacy request',
    paragraphs: [
      `Someone, hopefully you, asked ${typeWords[request.type]}, with this address. Confirm that the address is yours, ` +
        'so that nobody else can ask in your name.',
      { button: { label: 'Confirm the request', url: `${appUrl}/privacy/requests/confirm/${secret}` } },
      `The link works once, for ${confirmationHours} hours.`,
    ],
    footer: ['If it was not you, do nothing: without the confirmation the request is deleted.'],
  }),
  receipt: ({ request, appUrl }) => ({
    title: 'Your privacy request is with us',
    paragraphs: [
      `You asked ${typeWords[request.type]}.`,
      { table: facts(request) },
      ...(request.verifiedAt || request.userId === null || !automatic.has(request.type)
        ? []
        : [
            'There is a sign-in with your address. What you asked for needs more than a mailbox, so sign in and confirm it there.',
            { button: { label: 'Sign in', url: `${appUrl}/app/you?tab=privacy` } },
          ]),
    ],
    footer: [],
  }),
  answer: ({ request }) => ({
    title: request.state === 'rejected' ? 'Your privacy request was refused' : 'The answer to your privacy request',
    paragraphs: [
      `You asked ${typeWords[request.type]}.`,
      ...paragraphs(request.answer ?? ''),
      { table: [['Received', inUtc(request.receivedAt)], ...reference(request)] },
    ],
    footer: [],
  }),
  extension: ({ request, reason }) => ({
    title: 'Your privacy request takes longer',
    paragraphs: [
      `You asked ${typeWords[request.type]}. It takes us longer than a month, and this is why:`,
      ...paragraphs(reason),
      { table: facts(request) },
    ],
    footer: [],
  }),
  doubt: ({ request, appUrl, reason }) => ({
    title: 'We have to be sure that it is you',
    paragraphs: [
      `You asked ${typeWords[request.type]}. Before we answer we have to be sure that it is you:`,
      ...paragraphs(reason),
      ...(request.userId === null
        ? []
        : [{ button: { label: 'Sign in and confirm', url: `${appUrl}/app/you?tab=privacy` } }]),
      'What you send us for this is deleted with the answer. The time for the answer goes on running.',
    ],
    footer: [],
  }),
  lifting: ({ reason }) => ({
    title: 'The restriction of your data ends',
    paragraphs: [
      `You asked to have your data kept and not used. In ${liftingNoticeDays} days this ends, and this is why:`,
      ...paragraphs(reason),
      'If you want it to go on, ask for it again.',
    ],
    footer: [],
  }),
}

function facts(request: PrivacyRequest): [string, string][] {
  return [['Received', inUtc(request.receivedAt)], ['Answered by', inUtc(request.dueAt)], ...reference(request)]
}

function reference({ id, policyVersion }: PrivacyRequest): [string, string][] {
  return [
    ['Policy', `version ${policyVersion}`],
    ['Reference', id],
  ]
}

/** Every mail says whom to write to, and to whom one can complain (GDPR Art. 12 (4), 77). */
function footer({ request, profile }: Letter): string[] {
  const contact = profile.contacts.find(({ role }) => role === 'dpo') ?? profile.contacts[0]
  return [
    ...(contact ? [`Questions: ${contact.address}.`] : []),
    authoritySentence(request.country, profile.operator.country),
  ]
}

export function paragraphs(text: string): string[] {
  return text.split(/\n{2,}/).filter((part) => part.trim() !== '')
}

/** `2026-11-21 10:42 UTC` */
export function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

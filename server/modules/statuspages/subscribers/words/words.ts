/** What subscribers read, in mails and on the small pages around subscribing, in the languages of the public page. */
import type { Locale } from '../../look/locale.ts'
import type { UpdateKind } from '../../maintenance/maintenance.ts'
import type { Channel, Kinds } from '../subscriber.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'

export type SubscriberWords = {
  /** Of an update's mail and of a message to a channel. */
  letter: {
    maintenance: Record<UpdateKind, string>
    status: string
    components: string
    posted: string
    from: string
    until: string
    readReport: string
    readMaintenance: string
    because(page: string): string
    choose: string
    unsubscribe: string
    readMore: string
    unsubscribeChannel: string
  }
  confirmation: {
    subject: string
    title: string
    preheader: string
    someone: string
    button: string
    hours(count: number): string
    otherwise: string
    /** Slack's: with where to confirm in `<…|…>` form. */
    inChannel(link: (label: string) => string): string
  }
  code: {
    subject: string
    title: string
    preheader: string
    someone: string
    minutes(count: number): string
    otherwise: string
  }
  form: {
    back: string
    title: string
    how: string
    by: Record<Channel, string>
    whereTo: string
    whereToHint: string
    wrong: Record<Channel, string>
    subscribe: string
    already: string
    chooseLink: string
    what: string
    kinds: Record<Kinds, string>
    howMuch: string
    onlyFinal: string
    which: string
    wholePage: string
    onlyThese: string
    wholeGroup(name: string): string
    language: string
    asThePage(language: string): string
  }
  asked: { title: string; mail(hours: number): string; spam: string }
  askedThere: { slack: string; webhook: string; message(hours: number): string; once: string }
  confirm: { title: string; lead: string; button: string }
  confirmed: { title: string; next: Record<Channel, string>; secret: string; secretHint: string }
  notConfirmed: { title: string; why(hours: number): string }
  leave: { title: string; lead: string; button: string; or: string; chooseLink: string; left: string }
  preferences: {
    title: string
    lead: string
    address: string
    send: string
    typeCode: string
    sent(minutes: number): string
    code: string
    goOn: string
    wrongCode: string
    spam: string
    anotherCode: string
    saved: string
    forWhom(address: string): string
    save: string
    or: string
    unsubscribeLink: string
    ofAll: string
    overTitle: string
    over(minutes: number): string
    toGoOn: string
  }
}

export const subscriberWords: Readonly<Record<Locale, SubscriberWords>> = { en, de, fr, es, ja, ar }

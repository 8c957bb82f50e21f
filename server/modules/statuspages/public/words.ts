/**
 * The page's own words in its six languages. What members wrote stays as they wrote it; the descriptions of the
 * Statuspage API stay English, because programs compare them letter by letter.
 */
import type { Headline, Impact, Indicator } from '../headline.ts'
import type { Locale } from '../look/locale.ts'
import type { ReportStatus } from '../report.ts'
import type { DayState, MaintenanceStatus } from '../snapshot.ts'

export type Words = {
  language: string
  skip: string
  getUpdates: string
  staleBefore: string
  copyBefore: string
  /** Beside the name of a group that is up while one of its parts is. */
  anyOf: string
  headline: Record<Indicator, string>
  openReports(count: number): string
  lastChange: string
  now: string
  planned: string
  services: string
  pastDays(count: number): string
  noReports: string
  history: string
  calendar: string
  allHistory: string
  backTo(name: string): string
  state: Record<DayState, string>
  report: Record<ReportStatus | 'postmortem', string>
  window: Record<MaintenanceStatus, string>
  impact: Record<Impact, string>
  maintenance: string
  affects: string
  because(names: string): string
  began: string
  resolvedAt: string
  notResolved: string
  updates: string
  earlierUpdates(count: number): string
  corrected: string
  uptimeOver(days: number): string
  uptime: string
  noFigure: string
  daysAgo(count: number): string
  today: string
  showDays: string
  fromTo(from: string, to: string): string
  previous: string
  next: string
  nothingInMonth: string
  timesIn: string
  languages: string
  subscribeTitle: string
  subscribeLead: string
  address: string
  subscribe: string
  /** To the form with webhooks, Slack and choices. */
  moreWays: string
  badAddress: string
  feeds: string
  statusPage: string
  statusOf(name: string): string
  minutes(count: number): string
  madeWith: string
}

const en: Words = {
  language: 'English',
  skip: 'Skip to the content',
  getUpdates: 'Get updates',
  staleBefore: 'This page cannot be brought up to date at the moment. It shows what was known as of',
  copyBefore: 'This is a copy of the page. It shows what was known as of',
  anyOf: 'one of them is enough',
  headline: {
    none: 'All Systems Operational',
    minor: 'Minor Service Outage',
    major: 'Partial System Outage',
    critical: 'Major System Outage',
    maintenance: 'Service Under Maintenance',
  },
  openReports: (count) => (count === 1 ? 'One open report.' : `${count} open reports.`),
  lastChange: 'Last change',
  now: 'Happening now',
  planned: 'Planned maintenance',
  services: 'Services',
  pastDays: (count) => `The past ${count} days`,
  noReports: 'No incidents reported',
  history: 'History',
  calendar: 'Calendar',
  allHistory: 'Earlier months',
  backTo: (name) => `Back to ${name}`,
  state: {
    operational: 'Operational',
    degraded_performance: 'Degraded performance',
    partial_outage: 'Partial outage',
    major_outage: 'Major outage',
    under_maintenance: 'Under maintenance',
    unknown: 'Unknown',
  },
  report: {
    investigating: 'Investigating',
    identified: 'Identified',
    monitoring: 'Monitoring',
    resolved: 'Resolved',
    postmortem: 'Postmortem',
  },
  window: { scheduled: 'Scheduled', in_progress: 'In progress', verifying: 'Verifying', completed: 'Completed' },
  impact: { none: 'No impact on services', minor: 'Minor impact', major: 'Major impact', critical: 'Critical impact' },
  maintenance: 'Maintenance',
  affects: 'Affects',
  because: (names) => `because of ${names}`,
  began: 'Began',
  resolvedAt: 'Resolved',
  notResolved: 'Not resolved yet.',
  updates: 'Updates',
  earlierUpdates: (count) => (count === 1 ? '1 earlier update' : `${count} earlier updates`),
  corrected: 'corrected',
  uptimeOver: (days) => `uptime over ${days} days`,
  uptime: 'uptime',
  noFigure: 'no figure yet',
  daysAgo: (count) => `${count} days ago`,
  today: 'Today',
  showDays: 'Days with trouble',
  fromTo: (from, to) => `${from} to ${to}`,
  previous: 'Earlier',
  next: 'Later',
  nothingInMonth: 'Nothing was reported in this month.',
  timesIn: 'Times are in',
  languages: 'Languages',
  subscribeTitle: 'Get updates by mail',
  subscribeLead:
    'You confirm your address once, and every mail has a link to stop. The address is used for nothing else.',
  address: 'E-mail address',
  subscribe: 'Subscribe',
  moreWays: 'Webhook, Slack, and choosing what you get',
  badAddress: 'This is not a valid e-mail address.',
  feeds: 'Feeds and API',
  statusPage: 'Status',
  statusOf: (name) => `${name} status`,
  minutes: (count) => `${count} min`,
  madeWith: 'Made with Watchword',
}

const de: Words = {
  language: 'Deutsch',
  skip: 'Zum Inhalt',
  getUpdates: 'Auf dem Laufenden bleiben',
  staleBefore: 'Diese Seite lässt sich gerade nicht aktualisieren. Sie zeigt den Stand von',
  copyBefore: 'Dies ist eine Kopie der Seite. Sie zeigt den Stand von',
  anyOf: 'eines davon genügt',
  headline: {
    none: 'Alle Systeme laufen',
    minor: 'Leichte Störung',
    major: 'Teilausfall',
    critical: 'Großer Ausfall',
    maintenance: 'Wartung läuft',
  },
  openReports: (count) => (count === 1 ? 'Eine offene Meldung.' : `${count} offene Meldungen.`),
  lastChange: 'Letzte Änderung',
  now: 'Aktuell',
  planned: 'Geplante Wartungen',
  services: 'Dienste',
  pastDays: (count) => `Die letzten ${count} Tage`,
  noReports: 'Keine Störungen gemeldet',
  history: 'Verlauf',
  calendar: 'Kalender',
  allHistory: 'Frühere Monate',
  backTo: (name) => `Zurück zu ${name}`,
  state: {
    operational: 'In Betrieb',
    degraded_performance: 'Eingeschränkte Leistung',
    partial_outage: 'Teilausfall',
    major_outage: 'Großer Ausfall',
    under_maintenance: 'In Wartung',
    unknown: 'Unbekannt',
  },
  report: {
    investigating: 'Wird untersucht',
    identified: 'Ursache gefunden',
    monitoring: 'Wird beobachtet',
    resolved: 'Behoben',
    postmortem: 'Nachbetrachtung',
  },
  window: { scheduled: 'Geplant', in_progress: 'Läuft', verifying: 'Wird geprüft', completed: 'Abgeschlossen' },
  impact: {
    none: 'Keine Auswirkung auf Dienste',
    minor: 'Geringe Auswirkung',
    major: 'Große Auswirkung',
    critical: 'Kritische Auswirkung',
  },
  maintenance: 'Wartung',
  affects: 'Betrifft',
  because: (names) => `wegen ${names}`,
  began: 'Beginn',
  resolvedAt: 'Behoben',
  notResolved: 'Noch nicht behoben.',
  updates: 'Meldungen',
  earlierUpdates: (count) => (count === 1 ? '1 frühere Meldung' : `${count} frühere Meldungen`),
  corrected: 'berichtigt',
  uptimeOver: (days) => `verfügbar in ${days} Tagen`,
  uptime: 'verfügbar',
  noFigure: 'noch keine Angabe',
  daysAgo: (count) => `vor ${count} Tagen`,
  today: 'Heute',
  showDays: 'Tage mit Störungen',
  fromTo: (from, to) => `${from} bis ${to}`,
  previous: 'Früher',
  next: 'Später',
  nothingInMonth: 'In diesem Monat wurde nichts gemeldet.',
  timesIn: 'Zeiten in der Zeitzone',
  languages: 'Sprachen',
  subscribeTitle: 'Meldungen per E-Mail',
  subscribeLead:
    'Sie bestätigen Ihre Adresse einmal, und jede Mail enthält einen Link zum Abbestellen. Die Adresse wird für nichts anderes verwendet.',
  address: 'E-Mail-Adresse',
  subscribe: 'Abonnieren',
  moreWays: 'Webhook, Slack und Auswahl der Meldungen',
  badAddress: 'Das ist keine gültige E-Mail-Adresse.',
  feeds: 'Feeds und API',
  statusPage: 'Status',
  statusOf: (name) => `Status von ${name}`,
  minutes: (count) => `${count} Min.`,
  madeWith: 'Erstellt mit Watchword',
}

const fr: Words = {
  language: 'Français',
  skip: 'Aller au contenu',
  getUpdates: 'Recevoir les nouvelles',
  staleBefore: 'Cette page ne peut pas être mise à jour pour le moment. Elle montre ce qui était connu le',
  copyBefore: 'Ceci est une copie de la page. Elle montre ce qui était connu le',
  anyOf: 'un seul suffit',
  headline: {
    none: 'Tous les systèmes fonctionnent',
    minor: 'Perturbation mineure',
    major: 'Panne partielle',
    critical: 'Panne majeure',
    maintenance: 'Maintenance en cours',
  },
  openReports: (count) => (count === 1 ? 'Un signalement ouvert.' : `${count} signalements ouverts.`),
  lastChange: 'Dernière modification',
  now: 'En ce moment',
  planned: 'Maintenances prévues',
  services: 'Services',
  pastDays: (count) => `Les ${count} derniers jours`,
  noReports: 'Aucun incident signalé',
  history: 'Historique',
  calendar: 'Calendrier',
  allHistory: 'Mois précédents',
  backTo: (name) => `Retour à ${name}`,
  state: {
    operational: 'Opérationnel',
    degraded_performance: 'Performances réduites',
    partial_outage: 'Panne partielle',
    major_outage: 'Panne majeure',
    under_maintenance: 'En maintenance',
    unknown: 'Inconnu',
  },
  report: {
    investigating: 'Analyse en cours',
    identified: 'Cause identifiée',
    monitoring: 'Sous surveillance',
    resolved: 'Résolu',
    postmortem: 'Bilan',
  },
  window: { scheduled: 'Prévue', in_progress: 'En cours', verifying: 'Vérification', completed: 'Terminée' },
  impact: {
    none: 'Aucun impact sur les services',
    minor: 'Impact mineur',
    major: 'Impact majeur',
    critical: 'Impact critique',
  },
  maintenance: 'Maintenance',
  affects: 'Concerne',
  because: (names) => `à cause de ${names}`,
  began: 'Début',
  resolvedAt: 'Résolu',
  notResolved: 'Pas encore résolu.',
  updates: 'Nouvelles',
  earlierUpdates: (count) => (count === 1 ? '1 nouvelle antérieure' : `${count} nouvelles antérieures`),
  corrected: 'corrigé',
  uptimeOver: (days) => `de disponibilité sur ${days} jours`,
  uptime: 'de disponibilité',
  noFigure: 'pas encore de chiffre',
  daysAgo: (count) => `il y a ${count} jours`,
  today: 'Aujourd’hui',
  showDays: 'Jours perturbés',
  fromTo: (from, to) => `${from} à ${to}`,
  previous: 'Plus tôt',
  next: 'Plus tard',
  nothingInMonth: 'Rien n’a été signalé ce mois-ci.',
  timesIn: 'Heures du fuseau',
  languages: 'Langues',
  subscribeTitle: 'Recevoir les nouvelles par courriel',
  subscribeLead:
    'Vous confirmez votre adresse une fois, et chaque message contient un lien pour arrêter. L’adresse ne sert à rien d’autre.',
  address: 'Adresse e-mail',
  subscribe: 'S’abonner',
  moreWays: 'Webhook, Slack et choix des nouvelles',
  badAddress: 'Cette adresse e-mail n’est pas valable.',
  feeds: 'Flux et API',
  statusPage: 'État',
  statusOf: (name) => `État de ${name}`,
  minutes: (count) => `${count} min`,
  madeWith: 'Réalisé avec Watchword',
}

const es: Words = {
  language: 'Español',
  skip: 'Ir al contenido',
  getUpdates: 'Recibir novedades',
  staleBefore: 'Esta página no puede actualizarse en este momento. Muestra lo que se sabía el',
  copyBefore: 'Esta es una copia de la página. Muestra lo que se sabía el',
  anyOf: 'basta con uno',
  headline: {
    none: 'Todos los sistemas funcionan',
    minor: 'Problema leve',
    major: 'Interrupción parcial',
    critical: 'Interrupción grave',
    maintenance: 'Mantenimiento en curso',
  },
  openReports: (count) => (count === 1 ? 'Un informe abierto.' : `${count} informes abiertos.`),
  lastChange: 'Último cambio',
  now: 'En este momento',
  planned: 'Mantenimientos previstos',
  services: 'Servicios',
  pastDays: (count) => `Los últimos ${count} días`,
  noReports: 'Sin incidentes',
  history: 'Historial',
  calendar: 'Calendario',
  allHistory: 'Meses anteriores',
  backTo: (name) => `Volver a ${name}`,
  state: {
    operational: 'Operativo',
    degraded_performance: 'Rendimiento reducido',
    partial_outage: 'Interrupción parcial',
    major_outage: 'Interrupción grave',
    under_maintenance: 'En mantenimiento',
    unknown: 'Desconocido',
  },
  report: {
    investigating: 'Investigando',
    identified: 'Causa identificada',
    monitoring: 'En observación',
    resolved: 'Resuelto',
    postmortem: 'Análisis posterior',
  },
  window: { scheduled: 'Previsto', in_progress: 'En curso', verifying: 'Comprobando', completed: 'Terminado' },
  impact: {
    none: 'Sin impacto en los servicios',
    minor: 'Impacto leve',
    major: 'Impacto grave',
    critical: 'Impacto crítico',
  },
  maintenance: 'Mantenimiento',
  affects: 'Afecta a',
  because: (names) => `a causa de ${names}`,
  began: 'Inicio',
  resolvedAt: 'Resuelto',
  notResolved: 'Aún sin resolver.',
  updates: 'Novedades',
  earlierUpdates: (count) => (count === 1 ? '1 novedad anterior' : `${count} novedades anteriores`),
  corrected: 'corregido',
  uptimeOver: (days) => `de disponibilidad en ${days} días`,
  uptime: 'de disponibilidad',
  noFigure: 'todavía sin cifra',
  daysAgo: (count) => `hace ${count} días`,
  today: 'Hoy',
  showDays: 'Días con problemas',
  fromTo: (from, to) => `${from} a ${to}`,
  previous: 'Antes',
  next: 'Después',
  nothingInMonth: 'No se informó de nada en este mes.',
  timesIn: 'Horas en la zona',
  languages: 'Idiomas',
  subscribeTitle: 'Recibir novedades por correo',
  subscribeLead:
    'Confirma su dirección una vez y cada correo lleva un enlace para darse de baja. La dirección no se usa para nada más.',
  address: 'Correo electrónico',
  subscribe: 'Suscribirse',
  moreWays: 'Webhook, Slack y elección de novedades',
  badAddress: 'Esta dirección de correo no es válida.',
  feeds: 'Canales y API',
  statusPage: 'Estado',
  statusOf: (name) => `Estado de ${name}`,
  minutes: (count) => `${count} min`,
  madeWith: 'Hecho con Watchword',
}

const ja: Words = {
  language: '日本語',
  skip: '本文へ移動',
  getUpdates: '更新を受け取る',
  staleBefore: '現在このページを更新できません。次の時点の情報を表示しています:',
  copyBefore: 'これはこのページの写しです。次の時点の情報を表示しています:',
  anyOf: 'いずれか一つが動作すれば十分',
  headline: {
    none: 'すべてのシステムが正常に稼働しています',
    minor: '軽微な問題が発生しています',
    major: '一部で障害が発生しています',
    critical: '大規模な障害が発生しています',
    maintenance: 'メンテナンス中です',
  },
  openReports: (count) => `対応中の報告 ${count} 件。`,
  lastChange: '最終更新',
  now: '現在発生中',
  planned: '予定されているメンテナンス',
  services: 'サービス',
  pastDays: (count) => `過去 ${count} 日間`,
  noReports: '報告された障害はありません',
  history: '履歴',
  calendar: 'カレンダー',
  allHistory: '以前の月',
  backTo: (name) => `${name} に戻る`,
  state: {
    operational: '正常',
    degraded_performance: '性能低下',
    partial_outage: '一部障害',
    major_outage: '大規模障害',
    under_maintenance: 'メンテナンス中',
    unknown: '不明',
  },
  report: {
    investigating: '調査中',
    identified: '原因特定',
    monitoring: '経過観察中',
    resolved: '解決済み',
    postmortem: '事後報告',
  },
  window: { scheduled: '予定', in_progress: '作業中', verifying: '確認中', completed: '完了' },
  impact: { none: 'サービスへの影響なし', minor: '軽微な影響', major: '大きな影響', critical: '重大な影響' },
  maintenance: 'メンテナンス',
  affects: '影響範囲:',
  because: (names) => `原因: ${names}`,
  began: '開始',
  resolvedAt: '解決',
  notResolved: '未解決です。',
  updates: '経過',
  earlierUpdates: (count) => `以前の更新 ${count} 件`,
  corrected: '訂正済み',
  uptimeOver: (days) => `稼働率(${days} 日間)`,
  uptime: '稼働率',
  noFigure: 'まだ数値がありません',
  daysAgo: (count) => `${count} 日前`,
  today: '今日',
  showDays: '問題があった日',
  fromTo: (from, to) => `${from} ~ ${to}`,
  previous: '前の月',
  next: '次の月',
  nothingInMonth: 'この月の報告はありません。',
  timesIn: '時刻のタイムゾーン:',
  languages: '言語',
  subscribeTitle: 'メールで更新を受け取る',
  subscribeLead:
    'アドレスの確認は一度だけです。すべてのメールに配信停止のリンクがあります。アドレスを他の目的に使うことはありません。',
  address: 'メールアドレス',
  subscribe: '登録する',
  moreWays: 'Webhook・Slack・通知内容の選択',
  badAddress: 'メールアドレスが正しくありません。',
  feeds: 'フィードと API',
  statusPage: '状態',
  statusOf: (name) => `${name} の状態`,
  minutes: (count) => `${count} 分`,
  madeWith: 'Watchword で作成',
}

const ar: Words = {
  language: 'العربية',
  skip: 'انتقل إلى المحتوى',
  getUpdates: 'احصل على التحديثات',
  staleBefore: 'لا يمكن تحديث هذه الصفحة في الوقت الحالي. تعرض ما كان معروفًا في',
  copyBefore: 'هذه نسخة من الصفحة. تعرض ما كان معروفًا في',
  anyOf: 'يكفي واحد منها',
  headline: {
    none: 'جميع الأنظمة تعمل',
    minor: 'مشكلة بسيطة',
    major: 'انقطاع جزئي',
    critical: 'انقطاع كبير',
    maintenance: 'صيانة جارية',
  },
  openReports: (count) => `بلاغات مفتوحة: ${count}.`,
  lastChange: 'آخر تغيير',
  now: 'يحدث الآن',
  planned: 'صيانة مخطط لها',
  services: 'الخدمات',
  pastDays: (count) => `آخر ${count} يومًا`,
  noReports: 'لم يُبلَّغ عن أي أعطال',
  history: 'السجل',
  calendar: 'التقويم',
  allHistory: 'الأشهر السابقة',
  backTo: (name) => `العودة إلى ${name}`,
  state: {
    operational: 'يعمل',
    degraded_performance: 'أداء منخفض',
    partial_outage: 'انقطاع جزئي',
    major_outage: 'انقطاع كبير',
    under_maintenance: 'تحت الصيانة',
    unknown: 'غير معروف',
  },
  report: {
    investigating: 'قيد التحقيق',
    identified: 'تم تحديد السبب',
    monitoring: 'تحت المراقبة',
    resolved: 'تم الحل',
    postmortem: 'تقرير لاحق',
  },
  window: { scheduled: 'مجدولة', in_progress: 'جارية', verifying: 'قيد التحقق', completed: 'مكتملة' },
  impact: {
    none: 'لا تأثير على الخدمات',
    minor: 'تأثير بسيط',
    major: 'تأثير كبير',
    critical: 'تأثير حرج',
  },
  maintenance: 'صيانة',
  affects: 'يؤثر على',
  because: (names) => `بسبب ${names}`,
  began: 'البداية',
  resolvedAt: 'تم الحل',
  notResolved: 'لم يُحل بعد.',
  updates: 'التحديثات',
  earlierUpdates: (count) => `تحديثات سابقة: ${count}`,
  corrected: 'مصحَّح',
  uptimeOver: (days) => `توفر خلال ${days} يومًا`,
  uptime: 'توفر',
  noFigure: 'لا يوجد رقم بعد',
  daysAgo: (count) => `قبل ${count} يومًا`,
  today: 'اليوم',
  showDays: 'أيام فيها مشاكل',
  fromTo: (from, to) => `من ${from} إلى ${to}`,
  previous: 'أقدم',
  next: 'أحدث',
  nothingInMonth: 'لم يُبلَّغ عن شيء في هذا الشهر.',
  timesIn: 'الأوقات حسب',
  languages: 'اللغات',
  subscribeTitle: 'احصل على التحديثات بالبريد',
  subscribeLead: 'تؤكد عنوانك مرة واحدة، وفي كل رسالة رابط للإيقاف. لا يُستخدم العنوان لأي غرض آخر.',
  address: 'البريد الإلكتروني',
  subscribe: 'اشترك',
  moreWays: 'الويب هوك وسلاك واختيار ما يصلك',
  badAddress: 'هذا ليس عنوان بريد إلكتروني صالحًا.',
  feeds: 'الخلاصات وواجهة البرمجة',
  statusPage: 'الحالة',
  statusOf: (name) => `حالة ${name}`,
  minutes: (count) => `${count} دقيقة`,
  madeWith: 'أُنشئت بواسطة Watchword',
}

export const wordsOf: Readonly<Record<Locale, Words>> = { en, de, fr, es, ja, ar }

/** English is the vendor's own words, which readers know from the API; the others say the same more shortly. */
export function headlineWords({ indicator, description }: Headline, locale: Locale): string {
  if (locale === 'en') return description
  const { headline, state } = wordsOf[locale]
  return /degraded/i.test(description) ? state.degraded_performance : headline[indicator]
}

export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr'
}

/** For `Intl`: Latin digits, so that a figure reads the same on the page, in the API and in a mail. */
const tags: Readonly<Record<Locale, string>> = {
  en: 'en-GB',
  de: 'de-DE',
  fr: 'fr-FR',
  es: 'es-ES',
  ja: 'ja-JP',
  ar: 'ar-u-nu-latn-ca-gregory',
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Kept, because making one costs more than rendering a page; there are as many as zones in use, times a few. */
function formatOf(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(tags[locale], options)
  if (formats.size < 5_000) formats.set(key, format)
  return format
}

/** `21 Nov 2026, 11:42 UTC+01:00` in the words of the language. */
export function formatMoment(at: Date, timeZone: string, locale: Locale): string {
  const day = formatOf(locale, { timeZone, day: 'numeric', month: 'short', year: 'numeric' }).format(at)
  return `${day}${locale === 'ar' ? '، ' : locale === 'ja' ? ' ' : ', '}${formatClock(at, timeZone)}`
}

/** `11:42 UTC+01:00`, or `11:42 UTC`: the same in all languages. */
export function formatClock(at: Date, timeZone: string): string {
  const options = {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  } as const
  return formatOf('en', options).format(at).replace('GMT', 'UTC').replace('UTC+00:00', 'UTC')
}

/** `Sat 21 Nov` of a local date `2026-11-21`. */
export function formatDate(date: string, locale: Locale): string {
  const options = { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' } as const
  return formatOf(locale, options).format(new Date(`${date}T12:00:00Z`))
}

/** `November 2026` of `2026-11`. */
export function formatMonth(month: string, locale: Locale): string {
  const options = { timeZone: 'UTC', month: 'long', year: 'numeric' } as const
  return formatOf(locale, options).format(new Date(`${month}-15T12:00:00Z`))
}

/** `Mon` … `Sun`. */
export function weekdays(locale: Locale): string[] {
  const options = { timeZone: 'UTC', weekday: 'short' } as const
  // 4 January 2027 is a Monday.
  return Array.from({ length: 7 }, (_, index) =>
    formatOf(locale, options).format(new Date(Date.UTC(2027, 0, 4 + index))),
  )
}

/** Downward, so that 0.999996 never reads 100 %. Null where there is no figure. */
export function formatUptime(uptime: number | null, locale: Locale): string | null {
  if (uptime === null) return null
  const percent = Math.floor(uptime * 100_000 + 1e-6) / 1_000
  const digits = percent === 100 ? 0 : percent >= 99 ? 3 : 2
  const number = new Intl.NumberFormat(tags[locale], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    roundingMode: 'floor',
  }).format(percent)
  return locale === 'en' || locale === 'ja' || locale === 'ar' ? `${number}%` : `${number} %`
}

import type { SubscriberWords } from './words.ts'

export const de: SubscriberWords = {
  letter: {
    maintenance: {
      created: 'Wartung geplant',
      reminder: 'Wartung in Kürze',
      started: 'Wartung begonnen',
      verifying: 'Wartung: wird geprüft',
      note: 'Neues zur Wartung',
      moved: 'Wartung verschoben',
      cancelled: 'Wartung abgesagt',
      completed: 'Wartung abgeschlossen',
    },
    status: 'Status',
    components: 'Komponenten',
    posted: 'Veröffentlicht',
    from: 'Von',
    until: 'Bis',
    readReport: 'Meldung lesen',
    readMaintenance: 'Mehr zur Wartung',
    because: (page) => `Sie erhalten diese Nachricht, weil Sie ${page} abonniert haben.`,
    choose: 'Auswählen, worüber Sie informiert werden:',
    unsubscribe:
      'Zum Abbestellen öffnen Sie diesen Link. Ist die Adresse eine Liste, endet das Abonnement für alle darauf.',
    readMore: 'Mehr dazu',
    unsubscribeChannel: 'Diesen Kanal abmelden',
  },
  confirmation: {
    subject: 'Bitte bestätigen Sie Ihr Abonnement der Statusmeldungen',
    title: 'Abonnement bestätigen',
    preheader: 'Noch ein Schritt, um Statusmeldungen per E-Mail zu erhalten.',
    someone: 'Jemand, hoffentlich Sie, möchte Statusmeldungen an diese Adresse schicken lassen.',
    button: 'Abonnement bestätigen',
    hours: (count) => `Der Link gilt ${count} Stunden.`,
    otherwise:
      'Wenn Sie das nicht waren, tun Sie nichts: Ohne Bestätigung kommt keine weitere Nachricht, und die Adresse wird vergessen.',
    inChannel: (link) =>
      `Jemand, hoffentlich aus diesem Kanal, möchte Statusmeldungen hierher schicken lassen. ${link('Hier bestätigen')}, oder nichts tun: Ohne Bestätigung kommt nichts weiter.`,
  },
  code: {
    subject: 'Ihr Code für Statusmeldungen',
    title: 'Ihr Code',
    preheader: 'Um auszuwählen, welche Statusmeldungen Sie erhalten.',
    someone: 'Jemand, hoffentlich Sie, möchte ändern, welche Statusmeldungen an diese Adresse gehen. Der Code lautet',
    minutes: (count) => `Er gilt ${count} Minuten, auf der Seite, auf der er angefordert wurde.`,
    otherwise:
      'Wenn Sie das nicht waren, tun Sie nichts und nennen Sie den Code niemandem: Ohne ihn ändert sich nichts.',
  },
  form: {
    back: 'Statusseite',
    title: 'Statusmeldungen erhalten',
    how: 'Wie',
    by: { email: 'Per E-Mail', slack: 'In einem Slack-Kanal', webhook: 'Per Webhook, für Programme' },
    whereTo: 'Wohin',
    whereToHint:
      'Eine E-Mail-Adresse, die Adresse eines eingehenden Webhooks von Slack oder eine eigene https-Adresse. Zuerst kommt dort eine Nachricht mit einem Link an; vorher wird nichts anderes gesendet.',
    wrong: {
      email: 'Das ist keine gültige E-Mail-Adresse.',
      slack:
        'Das ist nicht die Adresse eines eingehenden Webhooks von Slack (https://hooks.slack.com/services/…), oder diese Seite sendet nicht an Slack.',
      webhook:
        'Das muss eine https-Adresse sein, die aus dem Internet erreichbar ist, und diese Seite muss Webhooks zulassen.',
    },
    subscribe: 'Abonnieren',
    already: 'Schon abonniert?',
    chooseLink: 'Auswählen, was Sie erhalten',
    what: 'Worüber',
    kinds: { all: 'Störungen und geplante Wartungen', reports: 'Nur Störungen', maintenance: 'Nur geplante Wartungen' },
    howMuch: 'Wie viel',
    onlyFinal: 'Nur, wenn es vorbei ist',
    which: 'Welche Komponenten',
    wholePage: 'Alles auf dieser Seite',
    onlyThese: 'Nur diese:',
    wholeGroup: (name) => `${name}: alles darin, auch was später dazukommt`,
    language: 'Sprache der Nachrichten',
    asThePage: (language) => `Wie die Seite (${language})`,
  },
  asked: {
    title: 'Sehen Sie in Ihr Postfach',
    mail: (hours) =>
      `Wenn diese Adresse angemeldet werden kann, ist eine E-Mail mit einem Link unterwegs. Öffnen Sie ihn innerhalb von ${hours} Stunden, um zu bestätigen.`,
    spam: 'Nichts angekommen? Sehen Sie im Spam-Ordner nach und versuchen Sie es dann noch einmal.',
  },
  askedThere: {
    slack: 'Sehen Sie in den Kanal',
    webhook: 'Sehen Sie nach, was angekommen ist',
    message: (hours) =>
      `Wenn diese Adresse angemeldet werden kann, wurde ihr eine Nachricht mit einem Link gesendet. Nutzen Sie ihn innerhalb von ${hours} Stunden, um zu bestätigen.`,
    once: 'Die Nachricht wird einmal gesendet. Nichts angekommen? Prüfen Sie die Adresse und versuchen Sie es dann noch einmal.',
  },
  confirm: {
    title: 'Abonnement bestätigen',
    lead: 'Sie erhalten eine Nachricht zu jeder Meldung dieser Statusseite, die Sie gewählt haben. Jede enthält einen Link zum Abbestellen.',
    button: 'Abonnement bestätigen',
  },
  confirmed: {
    title: 'Sie sind angemeldet',
    next: {
      email: 'Die nächste Meldung kommt in Ihr Postfach.',
      slack: 'Die nächste Meldung kommt in Ihren Kanal.',
      webhook: 'Die nächste Meldung kommt an Ihren Webhook.',
    },
    secret: 'Signaturschlüssel',
    secretHint:
      'Jeder Aufruf ist nach Standard Webhooks signiert. Mit diesem Schlüssel erkennt Ihr Programm, dass ein Aufruf von uns kommt. Er wird nur dieses eine Mal gezeigt.',
  },
  notConfirmed: {
    title: 'Dieser Link gilt nicht mehr',
    why: (hours) =>
      `Er gehörte zu einer anderen Anfrage oder ist älter als ${hours} Stunden. Abonnieren Sie noch einmal, um einen neuen zu erhalten.`,
  },
  leave: {
    title: 'Statusmeldungen abbestellen',
    lead: 'Sie erhalten nichts mehr zu dieser Statusseite.',
    button: 'Abbestellen',
    or: 'Sie können auch',
    chooseLink: 'auswählen, was Sie erhalten',
    left: 'Sie sind abgemeldet',
  },
  preferences: {
    title: 'Auswählen, was Sie erhalten',
    lead: 'Geben Sie die angemeldete Adresse ein. Ein Code wird an sie geschickt, damit niemand sonst Ihre Auswahl ändern kann.',
    address: 'E-Mail-Adresse',
    send: 'Code senden',
    typeCode: 'Code eingeben',
    sent: (minutes) =>
      `Wenn diese Adresse angemeldet ist, ist eine E-Mail mit einem sechsstelligen Code unterwegs. Er gilt ${minutes} Minuten.`,
    code: 'Code',
    goOn: 'Weiter',
    wrongCode: 'Dieser Code gilt nicht. Prüfen Sie ihn oder fordern Sie einen neuen an.',
    spam: 'Nichts angekommen? Sehen Sie im Spam-Ordner nach, oder',
    anotherCode: 'fordern Sie einen neuen Code an',
    saved: 'Gespeichert.',
    forWhom: (address) => `Für ${address}:`,
    save: 'Speichern',
    or: 'Oder',
    unsubscribeLink: 'abbestellen',
    ofAll: '– alles.',
    overTitle: 'Diese Seite ist geschlossen',
    over: (minutes) => `Sie bleibt ${minutes} Minuten offen.`,
    toGoOn: 'Neuen Code anfordern, um fortzufahren',
  },
}

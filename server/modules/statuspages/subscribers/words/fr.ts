import type { SubscriberWords } from './words.ts'

export const fr: SubscriberWords = {
  letter: {
    maintenance: {
      created: 'Maintenance prévue',
      reminder: 'Maintenance imminente',
      started: 'Maintenance commencée',
      verifying: 'Maintenance : vérification',
      note: 'Nouvelles de la maintenance',
      moved: 'Maintenance déplacée',
      cancelled: 'Maintenance annulée',
      completed: 'Maintenance terminée',
    },
    status: 'État',
    components: 'Composants',
    posted: 'Publié',
    from: 'De',
    until: 'À',
    readReport: 'Lire le rapport',
    readMaintenance: 'En savoir plus sur la maintenance',
    because: (page) => `Vous recevez ce message parce que vous êtes abonné à ${page}.`,
    choose: 'Pour choisir ce dont vous êtes informé :',
    unsubscribe:
      'Pour vous désabonner, ouvrez ce lien. Si l’adresse est une liste, l’abonnement prend fin pour tous ses membres.',
    readMore: 'En savoir plus',
    unsubscribeChannel: 'Désabonner ce canal',
  },
  confirmation: {
    subject: 'Confirmez votre abonnement aux nouvelles de l’état des services',
    title: 'Confirmez votre abonnement',
    preheader: 'Encore une étape pour recevoir les nouvelles par e-mail.',
    someone: 'Quelqu’un, vous sans doute, a demandé que les nouvelles de l’état soient envoyées à cette adresse.',
    button: 'Confirmer l’abonnement',
    hours: (count) => `Le lien est valable ${count} heures.`,
    otherwise:
      'Si ce n’était pas vous, ne faites rien : sans confirmation, aucun autre message ne sera envoyé et l’adresse sera oubliée.',
    inChannel: (link) =>
      `Quelqu’un, l’un de vous sans doute, a demandé que les nouvelles de l’état soient envoyées dans ce canal. ${link('Confirmez ici')}, ou ignorez ce message : sans confirmation, rien d’autre ne viendra.`,
  },
  code: {
    subject: 'Votre code pour les nouvelles de l’état',
    title: 'Votre code',
    preheader: 'Pour choisir les nouvelles que vous recevez.',
    someone: 'Quelqu’un, vous sans doute, veut changer les nouvelles envoyées à cette adresse. Le code est',
    minutes: (count) => `Il est valable ${count} minutes, sur la page où il a été demandé.`,
    otherwise: 'Si ce n’était pas vous, ne faites rien et ne donnez le code à personne : rien ne change sans lui.',
  },
  form: {
    back: 'Page d’état',
    title: 'Recevoir les nouvelles',
    how: 'Comment',
    by: { email: 'Par e-mail', slack: 'Dans un canal Slack', webhook: 'Par webhook, pour les programmes' },
    whereTo: 'Où',
    whereToHint:
      'Une adresse e-mail, l’adresse d’un webhook entrant de Slack ou une adresse https à vous. Elle reçoit d’abord un message avec un lien ; rien d’autre n’est envoyé avant que ce lien ait servi.',
    wrong: {
      email: 'Cette adresse e-mail n’est pas valable.',
      slack:
        'Ce n’est pas l’adresse d’un webhook entrant de Slack (https://hooks.slack.com/services/…), ou cette page n’envoie rien à Slack.',
      webhook: 'Il faut une adresse https accessible depuis Internet, et que cette page accepte les webhooks.',
    },
    subscribe: 'S’abonner',
    already: 'Déjà abonné ?',
    chooseLink: 'Choisir ce que vous recevez',
    what: 'À quel sujet',
    kinds: {
      all: 'Pannes et maintenances prévues',
      reports: 'Pannes seulement',
      maintenance: 'Maintenances prévues seulement',
    },
    howMuch: 'Combien',
    onlyFinal: 'Seulement quand c’est terminé',
    which: 'Quels composants',
    wholePage: 'Tout ce qui est sur cette page',
    onlyThese: 'Seulement ceux-ci :',
    wholeGroup: (name) => `${name} : tout ce qui s’y trouve, aussi ce qui s’y ajoutera`,
    language: 'Langue des messages',
    asThePage: (language) => `Comme la page (${language})`,
  },
  asked: {
    title: 'Regardez votre boîte de réception',
    mail: (hours) =>
      `Si cette adresse peut être abonnée, un e-mail avec un lien est en route. Ouvrez le lien dans les ${hours} heures pour confirmer.`,
    spam: 'Rien reçu ? Regardez dans les indésirables, puis réessayez.',
  },
  askedThere: {
    slack: 'Regardez dans le canal',
    webhook: 'Regardez ce qui est arrivé',
    message: (hours) =>
      `Si cette adresse peut être abonnée, un message avec un lien lui a été envoyé. Utilisez le lien dans les ${hours} heures pour confirmer.`,
    once: 'Le message est envoyé une seule fois. Rien reçu ? Vérifiez l’adresse, puis réessayez.',
  },
  confirm: {
    title: 'Confirmez votre abonnement',
    lead: 'Vous recevrez un message pour chaque nouvelle de cette page que vous avez choisie. Chaque message contient un lien pour arrêter.',
    button: 'Confirmer l’abonnement',
  },
  confirmed: {
    title: 'Vous êtes abonné',
    next: {
      email: 'La prochaine nouvelle arrivera dans votre boîte de réception.',
      slack: 'La prochaine nouvelle arrivera dans votre canal.',
      webhook: 'La prochaine nouvelle arrivera à votre webhook.',
    },
    secret: 'Clé de signature',
    secretHint:
      'Chaque appel est signé selon Standard Webhooks. Avec cette clé, votre programme reconnaît qu’un appel vient de nous. Elle n’est montrée que cette fois.',
  },
  notConfirmed: {
    title: 'Ce lien n’est plus valable',
    why: (hours) =>
      `Il était pour une autre demande, ou il a plus de ${hours} heures. Abonnez-vous de nouveau pour en recevoir un autre.`,
  },
  leave: {
    title: 'Se désabonner des nouvelles',
    lead: 'Plus rien ne vous sera envoyé au sujet de cette page.',
    button: 'Se désabonner',
    or: 'Vous pouvez aussi',
    chooseLink: 'choisir ce que vous recevez',
    left: 'Vous êtes désabonné',
  },
  preferences: {
    title: 'Choisir ce que vous recevez',
    lead: 'Saisissez l’adresse abonnée. Un code lui est envoyé, pour que personne d’autre ne puisse changer vos choix.',
    address: 'Adresse e-mail',
    send: 'Envoyer un code',
    typeCode: 'Saisissez le code',
    sent: (minutes) =>
      `Si cette adresse est abonnée, un e-mail avec un code de six chiffres est en route. Il est valable ${minutes} minutes.`,
    code: 'Code',
    goOn: 'Continuer',
    wrongCode: 'Ce code ne fonctionne pas. Vérifiez-le ou demandez-en un autre.',
    spam: 'Rien reçu ? Regardez dans les indésirables, ou',
    anotherCode: 'demandez un autre code',
    saved: 'Enregistré.',
    forWhom: (address) => `Pour ${address} :`,
    save: 'Enregistrer',
    or: 'Ou',
    unsubscribeLink: 'se désabonner',
    ofAll: 'de tout.',
    overTitle: 'Cette page est fermée',
    over: (minutes) => `Elle reste ouverte ${minutes} minutes.`,
    toGoOn: 'Demander un autre code pour continuer',
  },
}

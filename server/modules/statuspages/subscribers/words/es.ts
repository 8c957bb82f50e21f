import type { SubscriberWords } from './words.ts'

export const es: SubscriberWords = {
  letter: {
    maintenance: {
      created: 'Mantenimiento previsto',
      reminder: 'Mantenimiento próximo',
      started: 'Mantenimiento iniciado',
      verifying: 'Mantenimiento: en comprobación',
      note: 'Novedades del mantenimiento',
      moved: 'Mantenimiento aplazado',
      cancelled: 'Mantenimiento cancelado',
      completed: 'Mantenimiento terminado',
    },
    status: 'Estado',
    components: 'Componentes',
    posted: 'Publicado',
    from: 'Desde',
    until: 'Hasta',
    readReport: 'Leer el informe',
    readMaintenance: 'Más sobre el mantenimiento',
    because: (page) => `Recibe este mensaje porque está suscrito a ${page}.`,
    choose: 'Para elegir de qué se le avisa:',
    unsubscribe:
      'Para cancelar la suscripción, abra este enlace. Si la dirección es una lista, termina para todos sus miembros.',
    readMore: 'Más información',
    unsubscribeChannel: 'Cancelar la suscripción de este canal',
  },
  confirmation: {
    subject: 'Confirme su suscripción a los avisos de estado',
    title: 'Confirme su suscripción',
    preheader: 'Un paso más para recibir los avisos de estado por correo.',
    someone: 'Alguien, esperamos que usted, pidió que se envíen avisos de estado a esta dirección.',
    button: 'Confirmar la suscripción',
    hours: (count) => `El enlace vale ${count} horas.`,
    otherwise:
      'Si no fue usted, no haga nada: sin la confirmación no se envía ningún otro correo y la dirección se olvida.',
    inChannel: (link) =>
      `Alguien, esperamos que uno de ustedes, pidió que se envíen avisos de estado a este canal. ${link('Confírmelo aquí')}, o no haga nada: sin la confirmación no llega nada más.`,
  },
  code: {
    subject: 'Su código para los avisos de estado',
    title: 'Su código',
    preheader: 'Para elegir qué avisos de estado recibe.',
    someone:
      'Alguien, esperamos que usted, quiere cambiar qué avisos de estado se envían a esta dirección. El código es',
    minutes: (count) => `Vale ${count} minutos, en la página donde se pidió.`,
    otherwise: 'Si no fue usted, no haga nada y no dé el código a nadie: sin él no cambia nada.',
  },
  form: {
    back: 'Página de estado',
    title: 'Recibir avisos de estado',
    how: 'Cómo',
    by: { email: 'Por correo', slack: 'En un canal de Slack', webhook: 'Por webhook, para programas' },
    whereTo: 'Adónde',
    whereToHint:
      'Una dirección de correo, la dirección de un webhook entrante de Slack o una dirección https suya. Primero recibe un mensaje con un enlace; no se envía nada más antes de que se use.',
    wrong: {
      email: 'Esta dirección de correo no es válida.',
      slack:
        'Esta no es la dirección de un webhook entrante de Slack (https://hooks.slack.com/services/…), o esta página no envía a Slack.',
      webhook: 'Debe ser una dirección https accesible desde internet, y esta página debe admitir webhooks.',
    },
    subscribe: 'Suscribirse',
    already: '¿Ya está suscrito?',
    chooseLink: 'Elija lo que recibe',
    what: 'Sobre qué',
    kinds: {
      all: 'Incidencias y mantenimientos previstos',
      reports: 'Solo incidencias',
      maintenance: 'Solo mantenimientos previstos',
    },
    howMuch: 'Cuánto',
    onlyFinal: 'Solo cuando haya terminado',
    which: 'Qué componentes',
    wholePage: 'Todo lo de esta página',
    onlyThese: 'Solo estos:',
    wholeGroup: (name) => `${name}: todo lo que contiene, también lo que se añada`,
    language: 'Idioma de los mensajes',
    asThePage: (language) => `Como la página (${language})`,
  },
  asked: {
    title: 'Mire su buzón',
    mail: (hours) =>
      `Si esta dirección se puede suscribir, un correo con un enlace está en camino. Abra el enlace antes de ${hours} horas para confirmar.`,
    spam: '¿No llegó nada? Mire en la carpeta de correo no deseado y pruebe otra vez.',
  },
  askedThere: {
    slack: 'Mire en el canal',
    webhook: 'Mire lo que llegó',
    message: (hours) =>
      `Si esta dirección se puede suscribir, se le envió un mensaje con un enlace. Use el enlace antes de ${hours} horas para confirmar.`,
    once: 'El mensaje se envía una sola vez. ¿No llegó nada? Compruebe la dirección y pruebe otra vez.',
  },
  confirm: {
    title: 'Confirme su suscripción',
    lead: 'Recibirá un mensaje por cada aviso de esta página que haya elegido. Cada mensaje tiene un enlace para dejarlo.',
    button: 'Confirmar la suscripción',
  },
  confirmed: {
    title: 'Está suscrito',
    next: {
      email: 'El próximo aviso llegará a su buzón.',
      slack: 'El próximo aviso llegará a su canal.',
      webhook: 'El próximo aviso llegará a su webhook.',
    },
    secret: 'Clave de firma',
    secretHint:
      'Cada llamada va firmada según Standard Webhooks. Con esta clave su programa reconoce que una llamada es nuestra. Solo se muestra esta vez.',
  },
  notConfirmed: {
    title: 'Este enlace ya no vale',
    why: (hours) => `Era de otra solicitud, o tiene más de ${hours} horas. Suscríbase de nuevo para recibir otro.`,
  },
  leave: {
    title: 'Cancelar la suscripción a los avisos',
    lead: 'No se le enviará nada más sobre esta página.',
    button: 'Cancelar la suscripción',
    or: 'También puede',
    chooseLink: 'elegir lo que recibe',
    left: 'Su suscripción está cancelada',
  },
  preferences: {
    title: 'Elija lo que recibe',
    lead: 'Escriba la dirección suscrita. Se le envía un código, para que nadie más pueda cambiar lo que recibe.',
    address: 'Dirección de correo',
    send: 'Enviar un código',
    typeCode: 'Escriba el código',
    sent: (minutes) =>
      `Si esta dirección está suscrita, un correo con un código de seis cifras está en camino. Vale ${minutes} minutos.`,
    code: 'Código',
    goOn: 'Continuar',
    wrongCode: 'Este código no vale. Compruébelo o pida otro.',
    spam: '¿No llegó nada? Mire en la carpeta de correo no deseado, o',
    anotherCode: 'pida otro código',
    saved: 'Guardado.',
    forWhom: (address) => `Para ${address}:`,
    save: 'Guardar',
    or: 'O',
    unsubscribeLink: 'cancelar la suscripción',
    ofAll: 'por completo.',
    overTitle: 'Esta página está cerrada',
    over: (minutes) => `Permanece abierta ${minutes} minutos.`,
    toGoOn: 'Pedir otro código para continuar',
  },
}

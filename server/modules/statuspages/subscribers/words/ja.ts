import type { SubscriberWords } from './words.ts'

export const ja: SubscriberWords = {
  letter: {
    maintenance: {
      created: 'メンテナンス予定',
      reminder: 'まもなくメンテナンス',
      started: 'メンテナンス開始',
      verifying: 'メンテナンス: 確認中',
      note: 'メンテナンスのお知らせ',
      moved: 'メンテナンス日時の変更',
      cancelled: 'メンテナンス中止',
      completed: 'メンテナンス完了',
    },
    status: '状況',
    components: 'コンポーネント',
    posted: '掲載日時',
    from: '開始',
    until: '終了',
    readReport: '報告を読む',
    readMaintenance: 'メンテナンスの詳細を読む',
    because: (page) => `このメッセージは、${page} を購読している方にお送りしています。`,
    choose: '受け取る内容を選ぶ:',
    unsubscribe:
      '購読をやめるには、このリンクを開いてください。メーリングリストのアドレスの場合は、登録者全員の購読が終わります。',
    readMore: '詳しく読む',
    unsubscribeChannel: 'このチャンネルの購読をやめる',
  },
  confirmation: {
    subject: 'ステータス通知の購読を確認してください',
    title: '購読の確認',
    preheader: 'あと一歩で、ステータス通知をメールで受け取れます。',
    someone: 'このアドレスへのステータス通知の送信が申し込まれました。',
    button: '購読を確認する',
    hours: (count) => `リンクは${count}時間有効です。`,
    otherwise:
      'お心当たりがない場合は、何もしないでください。確認がなければ今後メールは送られず、アドレスは消去されます。',
    inChannel: (link) =>
      `このチャンネルへのステータス通知の送信が申し込まれました。${link('ここで確認してください')}。心当たりがなければ無視してください。確認がなければ、これ以上は何も届きません。`,
  },
  code: {
    subject: 'ステータス通知のコード',
    title: 'コード',
    preheader: '受け取るステータス通知を選ぶためのコードです。',
    someone: 'このアドレスに送るステータス通知の変更が求められました。コードは次のとおりです',
    minutes: (count) => `コードを求めたページで${count}分間有効です。`,
    otherwise: 'お心当たりがない場合は、何もせず、コードを誰にも教えないでください。コードがなければ何も変わりません。',
  },
  form: {
    back: 'ステータスページ',
    title: 'ステータス通知を受け取る',
    how: '方法',
    by: { email: 'メール', slack: 'Slack チャンネル', webhook: 'Webhook (プログラム向け)' },
    whereTo: '送り先',
    whereToHint:
      'メールアドレス、Slack の Incoming Webhook のアドレス、またはお持ちの https アドレス。最初にリンクの付いたメッセージが届き、そのリンクが使われるまで他には何も送りません。',
    wrong: {
      email: '正しいメールアドレスではありません。',
      slack:
        'Slack の Incoming Webhook のアドレス (https://hooks.slack.com/services/…) ではないか、このページは Slack に送っていません。',
      webhook: 'インターネットから届く https アドレスであり、このページが Webhook を受け付けている必要があります。',
    },
    subscribe: '購読する',
    already: 'すでに購読していますか?',
    chooseLink: '受け取る内容を選ぶ',
    what: '何について',
    kinds: { all: '障害と予定されたメンテナンス', reports: '障害のみ', maintenance: '予定されたメンテナンスのみ' },
    howMuch: 'どれだけ',
    onlyFinal: '終わったときだけ',
    which: 'どのコンポーネント',
    wholePage: 'このページのすべて',
    onlyThese: '次のものだけ:',
    wholeGroup: (name) => `${name}: すべて (後から加わるものも)`,
    language: 'メッセージの言語',
    asThePage: (language) => `ページと同じ (${language})`,
  },
  asked: {
    title: 'メールボックスをご確認ください',
    mail: (hours) =>
      `このアドレスが購読できる場合は、リンクの付いたメールをお送りしました。${hours}時間以内にリンクを開いて確認してください。`,
    spam: '届きませんか? 迷惑メールフォルダーを確かめてから、もう一度お試しください。',
  },
  askedThere: {
    slack: 'チャンネルをご確認ください',
    webhook: '届いた内容をご確認ください',
    message: (hours) =>
      `このアドレスが購読できる場合は、リンクの付いたメッセージをお送りしました。${hours}時間以内にリンクを使って確認してください。`,
    once: 'メッセージは一度だけ送られます。届きませんか? アドレスを確かめてから、もう一度お試しください。',
  },
  confirm: {
    title: '購読の確認',
    lead: '選んだ内容について、このステータスページの更新ごとにメッセージが届きます。どのメッセージにも購読をやめるリンクがあります。',
    button: '購読を確認する',
  },
  confirmed: {
    title: '購読しました',
    next: {
      email: '次の更新はメールボックスに届きます。',
      slack: '次の更新はチャンネルに届きます。',
      webhook: '次の更新は Webhook に届きます。',
    },
    secret: '署名の鍵',
    secretHint:
      'すべての呼び出しは Standard Webhooks に従って署名されています。この鍵があれば、呼び出しが当方からのものか確かめられます。表示されるのは今回だけです。',
  },
  notConfirmed: {
    title: 'このリンクはもう使えません',
    why: (hours) =>
      `別の申し込みのものか、${hours}時間を過ぎています。新しいリンクを受け取るには、もう一度購読してください。`,
  },
  leave: {
    title: 'ステータス通知の購読をやめる',
    lead: 'このステータスページについて、今後は何も送られません。',
    button: '購読をやめる',
    or: 'または、',
    chooseLink: '受け取る内容を選ぶ',
    left: '購読をやめました',
  },
  preferences: {
    title: '受け取る内容を選ぶ',
    lead: '購読しているアドレスを入力してください。他の人が変更できないように、コードをメールでお送りします。',
    address: 'メールアドレス',
    send: 'コードを送る',
    typeCode: 'コードを入力',
    sent: (minutes) =>
      `このアドレスが購読している場合は、6桁のコードをメールでお送りしました。${minutes}分間有効です。`,
    code: 'コード',
    goOn: '次へ',
    wrongCode: 'このコードは使えません。確かめるか、別のコードを求めてください。',
    spam: '届きませんか? 迷惑メールフォルダーを確かめるか、',
    anotherCode: '別のコードを求める',
    saved: '保存しました。',
    forWhom: (address) => `${address}:`,
    save: '保存',
    or: 'または、すべての',
    unsubscribeLink: '購読をやめる',
    ofAll: '',
    overTitle: 'このページは閉じられました',
    over: (minutes) => `開いているのは${minutes}分間です。`,
    toGoOn: '続けるには別のコードを求める',
  },
}

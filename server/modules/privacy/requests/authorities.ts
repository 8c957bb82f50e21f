/** Where one can complain: the authorities of data protection by country (GDPR Art. 77). Names as they call themselves. */

export type Authority = { name: string; url: string }

/** By ISO 3166-1 code, and `US-CA` for California. */
export const authorities: Readonly<Record<string, Authority>> = {
  AT: { name: 'Österreichische Datenschutzbehörde', url: 'https://www.dsb.gv.at' },
  BE: { name: 'Autorité de protection des données', url: 'https://www.dataprotectionauthority.be' },
  BG: { name: 'Commission for Personal Data Protection', url: 'https://www.cpdp.bg' },
  CH: { name: 'Federal Data Protection and Information Commissioner', url: 'https://www.edoeb.admin.ch' },
  CY: { name: 'Commissioner for Personal Data Protection', url: 'https://www.dataprotection.gov.cy' },
  CZ: { name: 'Úřad pro ochranu osobních údajů', url: 'https://www.uoou.gov.cz' },
  DE: {
    name: 'Bundesbeauftragte für den Datenschutz und die Informationsfreiheit, or the authority of your Land',
    url: 'https://www.bfdi.bund.de',
  },
  DK: { name: 'Datatilsynet', url: 'https://www.datatilsynet.dk' },
  EE: { name: 'Andmekaitse Inspektsioon', url: 'https://www.aki.ee' },
  ES: { name: 'Agencia Española de Protección de Datos', url: 'https://www.aepd.es' },
  FI: { name: 'Tietosuojavaltuutetun toimisto', url: 'https://tietosuoja.fi' },
  FR: { name: 'Commission nationale de l’informatique et des libertés', url: 'https://www.cnil.fr' },
  GB: { name: 'Information Commissioner’s Office', url: 'https://ico.org.uk' },
  GR: { name: 'Hellenic Data Protection Authority', url: 'https://www.dpa.gr' },
  HR: { name: 'Agencija za zaštitu osobnih podataka', url: 'https://azop.hr' },
  HU: { name: 'Nemzeti Adatvédelmi és Információszabadság Hatóság', url: 'https://www.naih.hu' },
  IE: { name: 'Data Protection Commission', url: 'https://www.dataprotection.ie' },
  IS: { name: 'Persónuvernd', url: 'https://www.personuvernd.is' },
  IT: { name: 'Garante per la protezione dei dati personali', url: 'https://www.garanteprivacy.it' },
  LI: { name: 'Datenschutzstelle', url: 'https://www.datenschutzstelle.li' },
  LT: { name: 'Valstybinė duomenų apsaugos inspekcija', url: 'https://vdai.lrv.lt' },
  LU: { name: 'Commission nationale pour la protection des données', url: 'https://cnpd.public.lu' },
  LV: { name: 'Datu valsts inspekcija', url: 'https://www.dvi.gov.lv' },
  MT: { name: 'Information and Data Protection Commissioner', url: 'https://idpc.org.mt' },
  NL: { name: 'Autoriteit Persoonsgegevens', url: 'https://www.autoriteitpersoonsgegevens.nl' },
  NO: { name: 'Datatilsynet', url: 'https://www.datatilsynet.no' },
  PL: { name: 'Urząd Ochrony Danych Osobowych', url: 'https://uodo.gov.pl' },
  PT: { name: 'Comissão Nacional de Proteção de Dados', url: 'https://www.cnpd.pt' },
  RO: {
    name: 'Autoritatea Națională de Supraveghere a Prelucrării Datelor cu Caracter Personal',
    url: 'https://www.dataprotection.ro',
  },
  SE: { name: 'Integritetsskyddsmyndigheten', url: 'https://www.imy.se' },
  SI: { name: 'Informacijski pooblaščenec', url: 'https://www.ip-rs.si' },
  SK: { name: 'Úrad na ochranu osobných údajov', url: 'https://dataprotection.gov.sk' },
  'US-CA': { name: 'California Privacy Protection Agency', url: 'https://cppa.ca.gov' },
}

/** One sentence for every answer. `country` of the person, else that of whoever runs the installation. */
export function authoritySentence(country: string | null, operatorCountry: string): string {
  const found = authorities[country ?? ''] ?? authorities[operatorCountry.trim().toUpperCase()]
  const where = found ? `: ${found.name}, ${found.url}` : ''
  return `If you are not content with this, you can complain to the authority for data protection where you live${where}.`
}

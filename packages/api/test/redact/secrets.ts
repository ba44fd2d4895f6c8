import {
  BASE62,
  BASE64,
  BASE64_URL,
  CROCKFORD,
  DIGITS,
  HEX,
  LOWER,
  type Random,
  UPPER,
  uuid,
  withCheckDigit
} from './random.ts';

export type Make = (random: Random) => string;

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const b64url = (text: string): string => Buffer.from(text).toString('base64url');
/** Prefixes are written in two parts, so that no scanner of this repository reports them. */
const glue = (...parts: readonly string[]): string => parts.join('');
const token =
  (first: string, second: string, alphabet: string, length: number, end = ''): Make =>
  ({ text }) =>
    first + second + text(alphabet, length) + end;

const FIRST = ['jane', 'john', 'maria', 'li', 'omar', 'anna', 'pedro', 'yuki'];
const LAST = ['doe', 'smith', 'garcia', 'wang', 'khan', 'muster', 'silva', 'sato'];
const HOSTS = [
  'example.com',
  'mail.example.org',
  'corp.example.co.uk',
  'example.io',
  'xn--exmpl-gra.de'
];
const address =
  (join: string): Make =>
  ({ pick, below }) =>
    `${pick(FIRST)}${join}${pick(LAST)}${below(90)}@${pick(HOSTS)}`;
const password: Make = ({ text, pick }) =>
  pick(['hunter', 'Sommer', 'p4ss', 'Tr0ub4dor&', 'correct']) +
  text(DIGITS, 2) +
  pick(['', '!', '#x']);
const pair =
  (names: readonly string[], separators: readonly string[], value: Make): Make =>
  random =>
    random.pick(names) + random.pick(separators) + value(random);

/** Secrets by kind. Each kind is made in the format that its issuer publishes. */
export const SECRETS: Readonly<Record<string, Make>> = {
  'AWS access key': token('AK', 'IA', `${UPPER}234567`, 16),
  'AWS temporary key': token('AS', 'IA', `${UPPER}234567`, 16),
  'AWS secret key, alone': random => random.text(BASE64, 40),
  'AWS secret key, in a pair': pair(
    ['aws_secret_access_key', 'AWS_SECRET_ACCESS_KEY', 'awsSecretAccessKey'],
    ['=', ': ', ' = '],
    ({ text }) => text(BASE64, 40)
  ),
  'GitHub personal token': token('gh', 'p_', BASE62, 36),
  'GitHub OAuth token': token('gh', 'o_', BASE62, 36),
  'GitHub refresh token': token('gh', 'r_', BASE62, 76),
  'GitHub app token': token('gh', 's_', BASE62, 36),
  'GitHub fine-grained token': ({ text }) =>
    `${glue('github', '_pat_')}${text(BASE62, 22)}_${text(BASE62, 59)}`,
  'GitLab token': token('gl', 'pat-', BASE64_URL, 20),
  'GitLab deploy token': token('gl', 'dt-', BASE64_URL, 20),
  'GitLab runner token': token('GR13', '48941', BASE64_URL, 20),
  'Slack bot token': ({ text }) =>
    `${glue('xo', 'xb-')}${text(DIGITS, 12)}-${text(DIGITS, 13)}-${text(BASE62, 24)}`,
  'Slack user token': ({ text }) =>
    `${glue('xo', 'xp-')}${text(DIGITS, 12)}-${text(DIGITS, 12)}-${text(DIGITS, 12)}-${text(HEX, 32)}`,
  'Slack app token': ({ text }) =>
    `${glue('xa', 'pp-1-')}A${text(CROCKFORD, 10)}-${text(DIGITS, 13)}-${text(HEX, 64)}`,
  'Slack webhook': ({ text }) =>
    `${glue('https://hooks.sla', 'ck.com/services/')}T${text(CROCKFORD, 8)}/B${text(CROCKFORD, 8)}/${text(BASE62, 24)}`,
  'Discord webhook': ({ text }) =>
    `${glue('https://discord.com/api/web', 'hooks/')}${text(DIGITS, 18)}/${text(BASE64_URL, 68)}`,
  'Discord bot token': ({ text }) =>
    `M${text(BASE62, 23)}.G${text(BASE64_URL, 5)}.${text(BASE64_URL, 38)}`,
  'Telegram token': ({ text }) => `1${text(DIGITS, 9)}${glue(':', 'AA')}${text(BASE64_URL, 33)}`,
  'Stripe secret key': token('sk_', 'live_', BASE62, 24),
  'Stripe restricted key': token('rk_', 'test_', BASE62, 24),
  'Stripe webhook secret': token('wh', 'sec_', BASE62, 32),
  'Google API key': token('AI', 'za', BASE64_URL, 35),
  'Google OAuth secret': token('GOC', 'SPX-', BASE64_URL, 28),
  'Google access token': token('ya', '29.', BASE64_URL, 120),
  'npm token': token('np', 'm_', BASE62, 36),
  'PyPI token': token('py', 'pi-AgEIcHlwaS5vcmc', BASE64_URL, 120),
  'RubyGems token': token('ruby', 'gems_', HEX, 48),
  'Hugging Face token': token('h', 'f_', LOWER + UPPER, 34),
  'SendGrid key': ({ text }) => `${glue('S', 'G.')}${text(BASE64_URL, 22)}.${text(BASE64_URL, 43)}`,
  'Twilio account': token('A', 'C', HEX, 32),
  'Twilio key': token('S', 'K', HEX, 32),
  'Mailgun key': token('ke', 'y-', HEX, 32),
  'Mailchimp key': ({ text, below }) => `${text(HEX, 32)}-us${below(20) + 1}`,
  'DigitalOcean token': token('do', 'p_v1_', HEX, 64),
  'Shopify token': token('sh', 'pat_', HEX, 32),
  'Square token': token('sq', '0atp-', BASE64_URL, 22),
  'Facebook token': token('EA', 'AC', BASE62, 110),
  'OpenAI key': ({ text }) => `${glue('s', 'k-')}${text(BASE62, 20)}T3BlbkFJ${text(BASE62, 20)}`,
  'OpenAI project key': token('sk-', 'proj-', BASE64_URL, 60),
  'Anthropic key': token('sk-', 'ant-api03-', BASE64_URL, 93, 'AA'),
  'Databricks token': token('da', 'pi', HEX, 32),
  'Vault token': token('hv', 's.', BASE64_URL, 95),
  'Terraform Cloud token': ({ text }) =>
    `${text(BASE62, 14)}.${glue('atlas', 'v1.')}${text(BASE64_URL, 67)}`,
  'Doppler token': token('dp.', 'pt.', BASE62, 43),
  'Linear key': token('lin_', 'api_', BASE62, 40),
  'Notion token': ({ text }) => `${glue('nt', 'n_')}${text(DIGITS, 11)}${text(BASE62, 35)}`,
  'Postman key': ({ text }) => `${glue('PM', 'AK-')}${text(HEX, 24)}-${text(HEX, 34)}`,
  'Grafana token': ({ text }) => `${glue('gl', 'sa_')}${text(BASE62, 32)}_${text(HEX, 8)}`,
  'Atlassian token': token('AT', 'ATT3', BASE64_URL, 186),
  'age key': token('AGE-SEC', 'RET-KEY-1', 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58),
  'New Relic key': token('NR', 'AK-', CROCKFORD, 27),
  'Sentry token': token('sntr', 'yu_', HEX, 64),
  'Azure storage key': random => `AccountKey=${random.text(BASE64, 86)}==`,
  'Azure SAS signature': ({ text }) =>
    `https://x.blob.core.windows.net/c?sv=2022-11-02&sig=${text(BASE62, 20)}%2B${text(BASE62, 20)}%3D`,
  'Azure client secret': ({ text }) =>
    `${text(BASE62, 3)}${glue('8', 'Q~')}${text(BASE64_URL, 34)}`,
  'signed AWS URL': ({ text }) => `https://b.s3.amazonaws.com/k?X-Amz-Signature=${text(HEX, 64)}`,
  'JSON Web Token': ({ text, below }) =>
    `${b64url('{"alg":"HS256"}')}.${b64url(`{"sub":"${below(1e6)}"}`)}.${text(BASE64_URL, 43)}`,
  'bearer token': ({ text, pick }) =>
    `${pick(['Bearer ', 'bearer ', 'Authorization: Bearer ', 'Bearer: '])}${text(BASE64_URL, 24)}`,
  'basic authorization': random =>
    `${random.pick(['Basic ', 'basic ', 'Authorization: Basic '])}${b64(`user:${password(random)}`)}`,
  'PEM key': ({ pick, text }) =>
    `-----BEGIN ${pick(['RSA ', 'EC ', 'OPENSSH ', ''])}${glue('PRI', 'VATE KEY-----')}\n${text(BASE64, 64)}\n${text(BASE64, 30)}`,
  'user and password in a URL': random =>
    `${random.pick(['https', 'postgres', 'mongodb+srv', 'redis', 'amqp'])}://${random.pick(FIRST)}:${random.text(BASE62, 8)}@db.example.com:5432/x`,
  'password in a pair': pair(
    [
      'password',
      'passwd',
      'pwd',
      'PASSWORD',
      'db_password',
      'DB_PASSWORD',
      'userPassword',
      'my-password'
    ],
    ['=', ': ', ' = ', ':'],
    password
  ),
  'password in JSON': random =>
    `{"user": "x", "${random.pick(['password', 'dbPassword', 'client_secret', 'api-key'])}": "${random.text(LOWER, 5)} ${password(random)}"}`,
  'password as a flag': random =>
    `${random.pick(['--password ', '--db-password=', '--token ', '--client-secret '])}${password(random)}`,
  'password in prose': random =>
    `my ${random.pick(['password', 'passphrase'])} is ${password(random)}`,
  'key in a pair': pair(
    [
      'api_key',
      'apikey',
      'apiKey',
      'X-Api-Key',
      'my-api-key',
      'SECRET_KEY',
      'private_key',
      'encryptionKey'
    ],
    ['=', ': ', ' = '],
    ({ text, below }) => text(BASE62, 5 + below(30))
  ),
  'token in a pair': pair(
    [
      'token',
      'access_token',
      'refresh_token',
      'authToken',
      'CI_JOB_TOKEN',
      'id_token',
      'csrf-token'
    ],
    ['=', ': ', '=>', '%3D'],
    ({ text, below }) => text(BASE62, 6 + below(30))
  ),
  'secret in a pair': pair(
    ['secret', 'client_secret', 'appSecret', 'WEBHOOK_SECRET', 'secret_key_base', 'jwt.secret'],
    ['=', ': '],
    ({ text }) => text(BASE62, 12)
  ),
  'session in a pair': pair(
    ['session', 'sessionid', 'session_id', 'sid', 'auth', 'Cookie: session'],
    ['='],
    ({ text }) => `${text(DIGITS, 2)}${text(HEX, 16)}a`
  ),
  'random base64': ({ text }) => `${text(BASE64, 43)}=`,
  'random URL-safe base64': ({ text }) => text(BASE64_URL, 43),
  'base64 of a secret text': random => b64(`user=${random.pick(FIRST)};${password(random)}`),
  'random letters and digits': ({ text }) => text(BASE62, 40),
  'hexadecimal key of 160 bits': ({ text }) => text(HEX, 40),
  'hexadecimal key of 256 bits': ({ text }) => text(HEX, 64),
  'email address': address('.'),
  'email address with a tag': address('+'),
  'email address with rare signs': ({ pick, text }) =>
    `${pick(FIRST)}${pick(["'", '!', '#', '$', '&', '*', '/', '?', '^', '{', '}', '~', '|', '='])}${text(LOWER, 4)}@${pick(HOSTS)}`,
  'email address, quoted': ({ pick }) => `"${pick(FIRST)} ${pick(LAST)}"@${pick(HOSTS)}`,
  'email address, international': ({ pick }) =>
    pick([
      'jöhn@exämple.de',
      '用户@例子.公司',
      'иван@пример.рф',
      'josé@correo.españa',
      'ｊｏｈｎ＠ｅｘａｍｐｌｅ．ｃｏｍ'
    ]),
  'email address, encoded': ({ pick }) =>
    `${pick(FIRST)}.${pick(LAST)}${pick(['%40', '%2540', '&commat;', '&#64;'])}${pick(HOSTS)}`,
  'email address at an IP address': ({ pick, below }) =>
    `${pick(FIRST)}@[${pick([`192.0.2.${below(255)}`, 'IPv6:2001:db8::1'])}]`,
  'email address, spelt out': ({ pick }) =>
    `${pick(FIRST)}${pick([' [at] ', '(at)', ' at '])}example${pick([' [dot] ', ' dot '])}com`,
  'email address with invisible signs': ({ pick }) =>
    `${pick(FIRST)}${pick(['\u200b', '\u00ad', '\u2060'])}${pick(LAST)}@exa\u200bmple.com`,
  'payment card': ({ text, pick }) => {
    const digits = withCheckDigit(
      pick(['4', '51', '55', '6011', '2221']).padEnd(4, '0') + text(DIGITS, 11)
    );
    const [a, b, c, d] = digits.match(/\d{4}/g)!;
    return [a, b, c, d].join(pick(['', ' ', '-']));
  },
  'American Express card': ({ text }) => withCheckDigit(`37${text(DIGITS, 12)}`),
  'telephone number': ({ text, pick }) =>
    pick([
      `+49 170 ${text(DIGITS, 7)}`,
      `+1 (555) ${text(DIGITS, 3)}-${text(DIGITS, 4)}`,
      `+4179${text(DIGITS, 7)}`,
      `555-${text(DIGITS, 3)}-${text(DIGITS, 4)}`,
      `0170/${text(DIGITS, 7)}`
    ]),
  IBAN: ({ pick }) =>
    pick([
      'DE89370400440532013000',
      'GB82 WEST 1234 5698 7654 32',
      'FR1420041010050500013M02606',
      'CH9300762011623852957'
    ]),
  'US social security number': ({ text, below }) =>
    `${100 + below(500)}-${10 + below(89)}-${text('123456789', 4)}`,
  'token behind another word': ({ text, pick }) =>
    `${pick(['id_', 'x', 'user=', 'a.', 'req/'])}${pick(['AK' + 'IA', 'AS' + 'IA'])}${text(`${UPPER}234567`, 16)}`,
  'letters of another script': ({ text }) => `\u0455k-${text(BASE62, 32)}`,
  'Heroku key in a pair': random => `HEROKU_API_KEY=${uuid(random)}`
};

import { type RedactionRule, TRAITS } from './rule.ts';

type Vendor = readonly [name: string, pattern: string, ...example: readonly string[]];

/** Letters and digits; the same with the further signs of URL-safe base64; no letter or digit before. */
const B = '[A-Za-z0-9]';
const U = '[\\w-]';
const ALONE = '(?<![A-Za-z0-9])';

/** Bodies of the examples. */
const MIX = 'aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789';
const CAP = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const HEX = '0123456789abcdef0123456789abcdef';

/*
 * Tokens that their issuer marks, in the formats that issuers publish and gitleaks and detect-secrets collect, by a sign that
 * each has. Few ask for the beginning of a word, because people write `id_` and the like before a token.
 */

const DASH: readonly Vendor[] = [
  ['Heroku key', `HRKU-${U}{36,}`, 'HR', 'KU-AA', MIX, MIX],
  ['Pulumi token', 'pul-[0-9a-f]{40}', 'pu', 'l-', HEX, '01234567'],
  ['Scalingo token', `tk-us-${U}{40,}`, 'tk-', 'us-', MIX, MIX],
  [
    'GitLab token',
    `gl(?:pat|cbt|dt|ffct|ft|imt|agent|oas|oat|ptt|rt|rtr|soat|wt)-${U}{16,}(?:\\.[\\w.]+)?`,
    'gl',
    'pat-',
    MIX
  ],
  ['Octopus key', '(?<![A-Z0-9])API-[A-Z0-9]{25,}', 'AP', 'I-', CAP],
  [
    'Postman key',
    'PMAK-[0-9a-f]{24}-[0-9a-f]{34}|PMAT-[0-9A-Z]{26}',
    'PM',
    'AK-0123456789abcdef01234567-',
    HEX,
    '01'
  ],
  ['New Relic key', 'NR(?:AK|II|JS|RA|MM)-[\\w-]{19,}', 'NR', 'AK-', CAP],
  ['Slack token', 'xox[a-z](?:\\.xox[a-z])?-[\\w-]{10,}', 'xo', 'xb-123456789012-', MIX],
  ['Slack app token', 'xapp-\\d-[\\w-]{10,}', 'xa', 'pp-1-A0123456789-', MIX],
  [
    'OpenAI key',
    `sk-${B}{20,}|sk-(?:proj|svcacct|admin|None|or|lf|user|service)-${U}{12,}`,
    's',
    'k-',
    MIX
  ],
  ['Anthropic key', `sk-ant-${U}{10,}`, 's', 'k-ant-api03-', MIX],
  ['Brevo key', 'xkeysib-[\\w-]{32,}|xsmtpsib-[\\w-]{32,}', 'xke', 'ysib-', HEX, HEX],
  ['Mailgun key', '(?<![A-Za-z0-9-])(?:pub)?key-[0-9a-f]{32}(?![0-9a-f])', 'ke', 'y-', HEX],
  ['Mailchimp key', '[0-9a-f]{32}-us\\d{1,2}(?!\\w)', HEX, '-us12'],
  [
    'Plaid token',
    '(?:access|public|link)-(?:sandbox|development|production)-[0-9a-f-]{36}',
    'acc',
    'ess-sandbox-01234567-89ab-cdef-0123-456789abcdef'
  ],
  ['Flutterwave key', 'FLW(?:SECK|PUBK)(?:_TEST)?-[\\w-]{12,}', 'FLW', 'SECK_TEST-', HEX],
  ['Contentful token', `CFPAT-${U}{30,}`, 'CF', 'PAT-', MIX],
  ['Frame.io token', `fio-u-${U}{40,}`, 'fi', 'o-u-', MIX, MIX],
  ['Infracost key', `ico-${B}{32}`, 'ic', 'o-', MIX],
  ['Tailscale key', `tskey-${U}{16,}`, 'ts', 'key-auth-', MIX],
  ['Adobe secret', 'p8e-[a-z0-9]{32}', 'p8', 'e-', HEX],
  ['42 secret', 's-s4t2(?:ud|af)-[0-9a-f]{40,}', 's-s4', 't2ud-', HEX, HEX],
  ['age key', 'AGE-SECRET-KEY-1[0-9A-Z]{20,}', 'AGE-SEC', 'RET-KEY-1', CAP, CAP]
];

const UNDERSCORE: readonly Vendor[] = [
  ['DigitalOcean token', 'do[opr]_v\\d_[0-9a-f]{32,}', 'do', 'p_v1_', HEX, HEX],
  ['Fly.io token', 'f[om][12][ar]?_[\\w+/-]{40,}', 'fo', '1_', MIX, MIX],
  ['Netlify, Prefect, Supabase token', `(?:nfp_|pnu_|pnb_|sbp_|rnd_)${B}{28,}`, 'nf', 'p_', MIX],
  ['PlanetScale token', 'pscale_(?:tkn|oauth|pw)_[\\w=.-]{20,}', 'psca', 'le_tkn_', MIX],
  ['GitHub token', `gh[a-z]_${B}{16,}`, 'gh', 'p_', MIX],
  ['GitHub fine-grained token', 'github_pat_\\w{20,}', 'github', '_pat_', MIX, '_', MIX],
  ['npm token', `npm_${B}{24,}`, 'np', 'm_', MIX],
  ['RubyGems token', 'rubygems_[0-9a-f]{32,}', 'ruby', 'gems_', HEX, HEX],
  ['Clojars token', 'CLOJARS_[0-9a-z]{40,}', 'CLO', 'JARS_', HEX, HEX],
  ['Docker token', `dckr_(?:pat|oat)_${U}{20,}`, 'dc', 'kr_pat_', MIX],
  ['SonarQube token', 'sq[upa]_[0-9a-f]{40}', 'sq', 'u_', HEX, '01234567'],
  ['Sourcegraph token', 'sgp_[0-9a-fA-F_]{40,}', 'sg', 'p_', HEX, HEX],
  ['CircleCI, Buildkite token', `CCIPAT_${U}{20,}|bk(?:ua|aj|ct)_${B}{30,}`, 'CCI', 'PAT_', MIX],
  ['Sentry token', 'sntry[su]_[\\w+/=-]{40,}', 'sntr', 'yu_', HEX, HEX],
  ['Grafana token', 'gl(?:sa|c)_[\\w+/]{30,}', 'gl', 'sa_', MIX, '_01234567'],
  ['Stripe key', `[srp]k_(?:live|test|prod)_${B}{8,}`, 'sk', '_live_', MIX],
  ['Stripe webhook secret', 'whsec_[A-Za-z0-9+/=]{16,}', 'wh', 'sec_', MIX],
  ['Stripe client secret', `_secret_${B}{16,}`, 'pi_3Mtw_sec', 'ret_', MIX],
  ['Hugging Face token', `(?:hf|api_org)_${B}{24,}`, 'h', 'f_', MIX],
  ['Resend key', `${ALONE}re_${B}{8}_${B}{20,}`, 'r', 'e_aBcDeFgH_', MIX],
  ['Shopify token', 'shp(?:at|ca|pa|ss|tka|ua)_[0-9a-fA-F]{24,}', 'sh', 'pat_', HEX],
  ['Shippo, Duffel key', `(?:shippo|duffel)_(?:live|test)_${U}{30,}`, 'ship', 'po_live_', HEX],
  ['Linear key', `lin_(?:api|oauth)_${B}{24,}`, 'li', 'n_api_', MIX],
  ['Notion token', `ntn_${B}{30,}|secret_${B}{40,}`, 'nt', 'n_12345678901', MIX],
  ['Figma token', `fig[dour]_${U}{30,}`, 'fi', 'gd_', MIX],
  ['Typeform token', 'tfp_[\\w.-]{30,}', 'tf', 'p_', MIX],
  ['MaxMind key', `${B}{6}_${B}{29}_mmk`, 'aBcDeF', '_', MIX.slice(0, 29), '_mmk'],
  ['ReadMe key', 'rdme_[a-z0-9]{40,}', 'rd', 'me_', HEX, HEX],
  ['PostHog key', `ph[cx]_${B}{30,}`, 'ph', 'c_', MIX]
];

const DOT: readonly Vendor[] = [
  [
    'Amazon MWS token',
    'amzn\\.mws\\.[0-9a-f-]{20,}',
    'amzn.',
    'mws.01234567-89ab-cdef-0123-456789abcdef'
  ],
  ['Azure client secret', '[\\w~.]{3}\\dQ~[\\w~.-]{31,34}', 'aBc8', 'Q~', MIX],
  [
    'Cloudflare origin key',
    'v1\\.0-[0-9a-f]{24}-[0-9a-f]{100,}',
    'v1.0-0123456789abcdef01234567-',
    HEX,
    HEX,
    HEX,
    HEX
  ],
  [
    'Vault token',
    `hv[bsr]\\.${U}{20,}|${ALONE}s\\.(?=[a-zA-Z]{0,23}\\d)${B}{24}(?!${B})`,
    'hv',
    's.',
    MIX,
    MIX
  ],
  [
    'Terraform Cloud token',
    `${B}{14}\\.atlasv1\\.${U}{40,}`,
    'aBcDeFgHiJkLmN',
    '.atlasv1.',
    MIX,
    MIX
  ],
  ['Doppler token', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.]{20,}', 'dp.', 'pt.', MIX],
  ['OpenShift token', `sha256~${U}{40,}`, 'sha25', '6~', MIX, 'abcdefg'],
  [
    'Harness token',
    `[ps]at\\.${U}{22}\\.${B}{24}\\.${B}{20}`,
    'pa',
    't.aBcDeFgHiJkLmNoPqRsTuV.',
    MIX.slice(0, 24),
    '.',
    MIX.slice(0, 20)
  ],
  [
    'Dynatrace token',
    `dt0[a-z]\\d{2}\\.${B}{24}\\.${B}{40,}`,
    'dt',
    '0c01.ABCDEFGHJKLMNPQRSTUVWXYZ.',
    CAP,
    CAP
  ],
  [
    'Slack webhook',
    'hooks\\.slack(?:-gov)?\\.com/[\\w/+-]{16,}',
    'hooks.sla',
    'ck.com/services/T00000000/B00000000/',
    MIX
  ],
  [
    'Teams webhook',
    '(?:webhook\\.office|outlook\\.office(?:365)?)\\.com/webhookb?2?/\\S+',
    'webhook.off',
    'ice.com/webhookb2/',
    HEX
  ],
  [
    'Discord webhook',
    `discord(?:app)?\\.com/api/(?:v\\d+/)?webhooks/\\d+/${U}+`,
    'discord.com/api/web',
    'hooks/123456789012345678/',
    MIX
  ],
  [
    'Discord bot token',
    `[MNO]${U}{23,25}\\.${U}{6,7}\\.${U}{27,}`,
    'MTk4NjIyNDgzNDcxOTI1MjQ4',
    '.Cl2FMQ.',
    MIX
  ],
  ['SendGrid key', `SG\\.${U}{16,}\\.${U}{16,}`, 'S', 'G.aBcDeFgHiJkLmNoPqRsTuV.', MIX],
  ['Airtable token', `pat${B}{14}\\.[0-9a-f]{40,}`, 'pa', 'taBcDeFgHiJkLmN.', HEX, HEX],
  ['Dropbox token', `${ALONE}sl\\.${U}{60,}`, 's', 'l.', MIX, MIX],
  ['Mapbox token', `[spt]k\\.eyJ${U}{4,400}\\.${U}{16,}`, 's', 'k.eyJ1IjoiYWJjIn0.', MIX]
];

const PLAIN: readonly Vendor[] = [
  [
    'Braintree token',
    'access_token\\$(?:production|sandbox)\\$\\w+\\$\\w{16,}',
    'access_token$',
    'production$abcdefgh12345678$',
    HEX
  ],
  [
    'AWS access key',
    '(?:A[KSBR][IO]A|AIDA|(?<![A-Z0-9])(?:A3T[A-Z0-9]|ACCA))(?=[A-Z]{0,15}\\d)[A-Z0-9]{16}|(?<![A-Z0-9])A[KS]IA[A-Z]{16}(?![A-Z0-9])',
    'AKI',
    'AIOSFODNN7EXAMPLE'
  ],
  ['AWS Bedrock key', `ABSK${B}{40,}`, 'ABS', 'K', MIX, MIX],
  ['Alibaba access key', `LTAI${B}{16,}`, 'LT', 'AI5t', MIX],
  ['Google API key', `AIza${U}{30,}`, 'AI', 'zaSy', MIX],
  ['Google OAuth token', `GOCSPX-${U}{20,}|ya29\\.[\\w.-]{20,}|1//0${U}{30,}`, 'GOC', 'SPX-', MIX],
  ['Databricks token', 'dapi[0-9a-f]{32}(?![0-9a-f])', 'da', 'pi', HEX],
  ['Yandex key', `AQVN${U}{30,}`, 'AQ', 'VN', MIX],
  ['GitLab runner token', `GR1348941${U}{20}`, 'GR13', '48941', MIX],
  ['NuGet key', `${ALONE}oy2[a-z0-9]{43}`, 'oy', '2', HEX, HEX],
  ['Bitbucket password', `ATBB${B}{24,}`, 'AT', 'BB', MIX],
  ['Atlassian token', 'AT[AC]TT3[\\w=-]{40,}', 'AT', 'ATT3', MIX, MIX],
  ['PyPI token', `pypi-AgE${U}{16,}`, 'py', 'pi-AgEIcHlwaS5vcmc', MIX],
  ['crates.io token', `${ALONE}cio${B}{32}(?!${B})`, 'ci', 'oAbCdEfGh12345678AbCdEfGh12345678'],
  ['Artifactory token', `AKCp${B}{40,}|cmVmd${B}{40,}`, 'AK', 'Cp8', MIX, MIX],
  ['Telegram token', `\\d{8,10}:A[A-Za-z]${U}{30,}`, '110201543', ':AAH', MIX],
  [
    'Groq, Perplexity, Replicate, xAI key',
    `(?:gsk_|pplx-|r8_|xai-)${B}{24,}|nvapi-${U}{40,}`,
    'gs',
    'k_',
    MIX
  ],
  ['Twilio key', `${ALONE}(?:AC|SK)[0-9a-fA-F]{32}(?![0-9a-fA-F])`, 'A', 'C', HEX],
  ['Square token', `sq0[a-z]{3}-${U}{20,}|EAAA${U}{20,}`, 'sq', '0atp-', MIX],
  ['Facebook token', `EAA(?=[A-Z0-9]{0,40}[a-z])${B}{12,}`, 'EA', 'ACEd', MIX],
  ['EasyPost key', `EZ[AT]K${B}{40,}`, 'EZ', 'AK', MIX, MIX],
  ['Asana token', `\\d/\\d{10,}[:/]${B}{30,}`, '1/', '1234567890123456:', MIX],
  [
    '1Password key',
    `A3-[A-Z0-9]{6}-[A-Z0-9]{6}-?[A-Z0-9]{5}(?:-[A-Z0-9]{5}){2,3}|ops_eyJ${B}+`,
    'A3',
    '-ABCDEF-GHJKLM-NPQRS-TUVWX-YZ234'
  ]
];

const GROUPS: readonly (readonly [needs: number, vendors: readonly Vendor[]])[] = [
  [TRAITS.dash, DASH],
  [TRAITS.underscore, UNDERSCORE],
  [TRAITS.dot, DOT],
  [0, PLAIN]
];
const MIN_LENGTH = 15;

export const vendorRules: readonly RedactionRule[] = GROUPS.flatMap(([needs, vendors]) =>
  vendors.map(([name, pattern, ...example]) => ({
    name,
    pattern: new RegExp(pattern, 'g'),
    replacement: '[token]' as const,
    needs,
    minLength: MIN_LENGTH,
    example
  }))
);

/** The same as one rule for each sign, which is quicker. */
export const vendorGroups: readonly Omit<RedactionRule, 'example'>[] = GROUPS.map(
  ([needs, vendors]) => ({
    name: 'tokens of vendors',
    pattern: new RegExp(vendors.map(([, pattern]) => pattern).join('|'), 'g'),
    replacement: '[token]',
    needs,
    minLength: MIN_LENGTH
  })
);

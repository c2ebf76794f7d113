"""Settings. One code, two ways to run: embedded (SQLite, no server) and production (PostgreSQL, Redis).

Everything that differs comes from the environment; `docs/operations.md` lists the variables.
"""

from pathlib import Path

import environ

from documents.keys import load_or_create_key, named_key, named_keys

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env")

# All state of the embedded default lives in one folder that can be copied away.
DATA_DIR = Path(env("YIDAIZHEN_DATA", default=str(BASE_DIR / "var"))).resolve()
MEDIA_ROOT = DATA_DIR / "files"
KEY_DIR = DATA_DIR / "keys"
FONT_DIR = Path(env("YIDAIZHEN_FONTS", default=str(BASE_DIR / ".cache" / "fonts")))
PAPER_FONTS_DIR = env("YIDAIZHEN_PAPER_FONTS", default="")  # the office's own licensed 仿宋, 小标宋 …

DEBUG = env.bool("YIDAIZHEN_DEBUG", default=False)
DEMO_MODE = env.bool("YIDAIZHEN_DEMO", default=(DATA_DIR / "demo-mode").exists())
DEMO_PASSWORD = env("YIDAIZHEN_DEMO_PASSWORD", default="Yanshi-2026")  # shown on the sign-in page in demo mode
SECRET_KEY = env("YIDAIZHEN_SECRET_KEY", default="") or load_or_create_key(KEY_DIR / "session.key")
# Personal data: SM4-GCM and HMAC-SM3 by default (GB/T 22239; national algorithms for 密评).
FIELD_KEY_ID, FIELD_KEY = named_key(env("YIDAIZHEN_FIELD_KEY", default="") or load_or_create_key(KEY_DIR / "field.key"))
FIELD_KEYS_OLD = named_keys(env("YIDAIZHEN_FIELD_KEYS_OLD", default=""))  # open what they sealed, until rotate_keys
INDEX_KEY = env("YIDAIZHEN_INDEX_KEY", default="") or load_or_create_key(KEY_DIR / "index.key")
INDEX_KEY_NEW = env("YIDAIZHEN_INDEX_KEY_NEW", default="")  # only while rotate_keys --index runs
ALLOWED_HOSTS = env.list("YIDAIZHEN_HOSTS", default=["127.0.0.1", "localhost", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("YIDAIZHEN_ORIGINS", default=[])

INSTALLED_APPS = [
    "yidaizhen",
    "assessment",
    "dispatch",
    "labor",
    "assignments",
    "projects",
    "units",
    "documents",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "rest_framework",
]
MIDDLEWARE = [
    "projects.middleware.working_days_read_anew",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "units.middleware.first_login_changes_password",
    "units.middleware.awaited_file_says_it_came",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "units.middleware.PaperThatWasNotPrinted",
]
ROOT_URLCONF = "yidaizhen.urls"
WSGI_APPLICATION = "yidaizhen.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["documents.templatetags.formats"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yidaizhen.context.frame",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'yidaizhen.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE and WAL, eight clerks at once see "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600  # a new connection costs more than the page
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = ["units.sign_in.SignInBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "units.passwords.LengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "units.passwords.ThreeKindsValidator"},
]
SESSION_COOKIE_AGE = 30 * 60  # R18: idle for 30 minutes ends the session
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("YIDAIZHEN_HTTPS", default=False)
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # a page of 考勤 sends 80 people × 31 days where no script runs
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
WORKBOOK_MAX_BYTES = env.int("YIDAIZHEN_WORKBOOK_MAX_BYTES", default=20 * 2**20)
WORKBOOK_MAX_ROWS = env.int("YIDAIZHEN_WORKBOOK_MAX_ROWS", default=50_000)

# The broker is only a bell; the truth about a job is its JobRun row (docs/architecture.md).
BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = env("YIDAIZHEN_BROKER_URL", default="filesystem://localhost")
EMBEDDED_BROKER = CELERY_BROKER_URL.startswith("filesystem")
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
    if EMBEDDED_BROKER
    else {"visibility_timeout": 1800, "unacked_restore_interval": 15, "unacked_restore_throttle": 1}
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1500
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {"tick": {"task": "dispatch.tick", "schedule": 60.0}}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# Channels out of the house, each off until its address is set (docs/operations.md). No page needs them.
SITE_ADDRESS = env("YIDAIZHEN_SITE", default=next(iter(CSRF_TRUSTED_ORIGINS), "")).rstrip("/")  # stands in mails
MAIL_URL = env("YIDAIZHEN_MAIL_URL", default="")
if MAIL_URL:
    vars().update(env.email_url_config(MAIL_URL))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("YIDAIZHEN_MAIL_FROM", default=vars().get("EMAIL_HOST_USER") or "yidaizhen@localhost")
MAIL_HOURS = env.int("YIDAIZHEN_MAIL_HOURS", default=4)  # hours between two mails to one person, urgent ones aside
MESSAGE_DAYS = env.int("YIDAIZHEN_MESSAGE_DAYS", default=365)  # what was read longer ago is cleared from the inbox
WEBHOOK_URL = env("YIDAIZHEN_WEBHOOK_URL", default="")
WEBHOOK_SECRET = env("YIDAIZHEN_WEBHOOK_SECRET", default="")

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
}

for folder in (DATA_DIR, MEDIA_ROOT, BROKER_DIR, BROKER_DIR / "control"):
    folder.mkdir(parents=True, exist_ok=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}

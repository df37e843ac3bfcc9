"""Who sees which page outside the API; letters as in ``role_table``, - is nobody but the operator.

The operator (a superuser) opens everything. Employees, devices and strangers have no letter in the
admin: they are sent to its sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.architecture.role_table import ROLES, parsed

MODELS = """
core.user                           m     -     -     -
core.job                            hsm   -     -     -
core.periodrun                      hsmv  -     -     -
core.heartbeat                      m     -     -     -
sites.site                          hsmv  -     m     -
sites.sitesetting                   m     m     m     m
sites.membership                    m     m     m     m
sites.device                        hsm   m     m     m
audit.entry                         hm    -     -     -
exchange.import                     hsm   hsm   -     -
evidence.snapshot                   hsm   -     -     -
evidence.purgerun                   -     -     -     -
alerts.alert                        hsmv  -     -     -
alerts.channel                      m     m     m     m
alerts.delivery                     m     -     -     -
streaming.camera                    hsmv  m     sm    m
streaming.camerastatus              m     -     -     -
identity.identifier                 h     h     h     h
identity.consentrecord              h     h     -     -
identity.erasure                    h     -     -     -
identity.enrolment                  h     h     -     -
identity.facetemplate               h     -     -     -
identity.employee                   hsm   h     h     h
identity.sighting                   hs    -     -     -
identity.decision                   h     -     -     -
identity.stranger                   h     -     -     -
identity.notthisperson              h     -     -     h
identity.paidenrolments             h     -     -     -
identity.searchcount                h     -     -     -
vehicles.gateevent                  sm    -     -     -
vehicles.vehicle                    sm    s     s     s
vehicles.gate                       sm    s     s     s
vehicles.platecamera                sm    s     s     s
vehicles.plateread                  sm    -     -     -
vehicles.actuation                  sm    -     -     -
vehicles.recheck                    sm    -     -     -
occupancy.area                      hsmv  m     m     m
occupancy.areacamera                hsmv  m     m     m
occupancy.countingline              hsmv  m     m     m
occupancy.occupancylog              hsmv  -     -     -
occupancy.countreset                hsmv  -     -     -
occupancy.counterpace               hsmv  -     -     -
occupancy.livecount                 hsmv  -     -     -
occupancy.arealevel                 hsmv  -     -     -
occupancy.dirtyhour                 hsmv  -     -     -
occupancy.occupancydailyaggregate   hsmv  -     -     -
occupancy.occupancydaysummary       hsmv  -     -     -
occupancy.occupancymonthlyaggregate hsmv  -     -     -
attendance.regularisation           hm    -     -     -
attendance.payrolllock              hm    -     -     -
attendance.dayreview                hm    -     -     -
attendance.attendanceday            hm    -     -     -
attendance.straypunch               hm    -     -     -
attendance.dirtyday                 hm    -     -     -
attendance.latepolicy               hm    h     h     h
attendance.punch                    hm    -     -     -
attendance.intake                   hm    -     -     -
attendance.shiftassignment          hm    h     h     h
attendance.weeklyoff                hm    h     h     h
attendance.employeedepartment       hm    h     h     h
attendance.holiday                  hm    h     h     h
attendance.leave                    hm    h     h     h
attendance.shift                    hm    h     h     h
attendance.shiftversion             hm    -     h     -
attendance.shiftpattern             hm    h     h     h
knox.authtoken                      -     -     -     -
axes.accessattempt                  -     -     -     -
axes.accesslog                      -     -     -     -
axes.accessfailurelog               -     -     -     -
django_celery_beat.clockedschedule  -     -     -     -
django_celery_beat.crontabschedule  -     -     -     -
django_celery_beat.solarschedule    -     -     -     -
django_celery_beat.intervalschedule -     -     -     -
django_celery_beat.periodictask     -     -     -     -
"""
"""A model's list, history and page; its adding; its form with a button to save; its deletion."""

PAGES = """
GET /                                                       open
GET admin/                                                  h s m v
GET admin/live/                                             h s m v
GET admin/{app_label}/                                      h s m v
GET admin/login/                                            open
POST admin/logout/                                          open
GET admin/password_change/                                  h s m v
GET admin/password_change/done/                             h s m v
GET admin/autocomplete/                                     -
GET admin/jsi18n/                                           open
GET admin/r/{content_type_id}/{object_id}/                  -
GET admin/core/user/{id}/password/                          -
GET admin/core/periodrun/schedules/                         h s m v
GET admin/exchange/import/template/                         h s m
POST admin/exchange/import/{pk}/apply/                      h s m
GET admin/exchange/import/{pk}/problems/                    h s m
POST admin/identity/sighting/retry-all/                     h s
GET admin/identity/sighting/review/                         h s
POST admin/identity/sighting/review/say/                    h s
POST admin/identity/sighting/review/undo/{act}/             h s
GET admin/identity/sighting/searches/                       h s
GET admin/identity/sighting/cleanup/                        h
GET admin/vehicles/gateevent/inside/                        s m
GET admin/vehicles/gateevent/summary/                       s m
GET admin/occupancy/area/board/                             h s m v
GET admin/occupancy/area/{area_id}/figures/                 h s m v
POST admin/occupancy/area/{area_id}/headcount/              m
GET admin/attendance/attendanceday/today/                   h m
POST admin/attendance/attendanceday/hand-over/              h
GET admin/attendance/attendanceday/month/{employee_id}/     h m
GET admin/attendance/attendanceday/review/                  h m
GET admin/attendance/attendanceday/payroll/                 h m
GET admin/attendance/attendanceday/muster/                  h m
GET me/attendance/                                          *
GET me/attendance/password                                  *
GET me/attendance/sign-in                                   open
POST me/attendance/sign-out                                 open
GET api/schema                                              *
GET api/docs                                                *
"""


@dataclass(frozen=True)
class Allowed:
    """The roles that may see, add, change and delete a model's rows in the admin."""

    view: frozenset[str]
    add: frozenset[str]
    change: frozenset[str]
    delete: frozenset[str]


def models() -> dict[str, Allowed]:
    """Return label in lower case -> who may do what."""
    rows = [line.split() for line in MODELS.splitlines() if line]
    return {label: Allowed(*map(_roles, letters)) for label, *letters in rows}


def pages() -> dict[str, frozenset[str]]:
    """Return ``METHOD path`` -> roles, of what is no model's ordinary page."""
    return parsed(PAGES)


def _roles(letters: str) -> frozenset[str]:
    return frozenset(ROLES[letter] for letter in letters if letter != "-")

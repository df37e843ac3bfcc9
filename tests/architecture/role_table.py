"""Who may call what, one line for each route.

h HR, s security, m manager, v viewer, e employee, d device;
``*`` is everybody who is signed in, ``-`` the operator alone, ``open`` everybody. What is not listed
for a role is refused.
"""

from __future__ import annotations

TABLE = """
POST auth/token                          open
GET health                               open
POST auth/logout                         *
GET auth/me                              *
GET system-info                          *
GET events                               *
GET video_feed                           h s m v
GET video_feed/snapshot                  h s m v
GET cameras/{camera}/stream              h s m v
GET cameras/{camera}/snapshot            h s m v

GET sites                                h s m v
GET sites/{pk}                           h s m v
PATCH sites/{pk}                         m
GET sites/{pk}/settings                  h s m v
GET site-settings                        m
GET site-settings/{pk}                   m
POST site-settings                       m
GET memberships                          m
GET memberships/{pk}                     m
GET devices                              h s m
GET devices/{pk}                         h s m
POST devices                             m
PATCH devices/{pk}                       m
POST devices/{pk}/key                    m
GET jobs                                 *
GET jobs/{uuid}                          h s m
GET period-runs                          h s m v
GET period-runs/{pk}                     h s m v

GET imports                              h s m
GET imports/{uuid}                       h s m
POST imports                             h s m
POST imports/{uuid}/apply                h s m
GET alerts                               h s m v
GET alerts/{pk}                          h s m v
POST alerts/{pk}/acknowledge             s m
POST alerts/{pk}/resolve                 s m
GET snapshots                            h s m
GET snapshots/{uuid}                     h s m
GET snapshots/{uuid}/image               h s m

GET cameras                              h s m v
GET cameras/{pk}                         h s m v
POST cameras                             m
PUT cameras/{pk}                         s m
PATCH cameras/{pk}                       s m
DELETE cameras/{pk}                      m
POST cameras/{pk}/keep                   s m
POST cameras/{pk}/stream-url             h s m v
POST cameras/{pk}/test                   s m
GET camera-statuses                      h s m v
GET video_feed/status                    h s m v

GET employees                            h s m
GET employees/export                     h s m
GET employees/{pk}                       h s m
POST employees                           h
PUT employees/{pk}                       h
PATCH employees/{pk}                     h
DELETE employees/{pk}                    h
POST employees/{pk}/erase                h
POST employees/{pk}/withdraw-consent     h
GET identifiers                          h
GET identifiers/{pk}                     h
POST identifiers                         h
DELETE identifiers/{pk}                  h
GET consents                             h
GET consents/{pk}                        h
POST consents                            h
GET enrolments                           h
GET enrolments/{uuid}                    h
POST enrolments                          h
DELETE enrolments/{uuid}                 h
GET enrolments/{uuid}/photo              h
GET sightings                            h s
GET sightings/{uuid}                     h s
POST sightings                           h s d
POST sightings/retry                     h s
POST sightings/{uuid}/decision           h s
POST sightings/{uuid}/undo               h s
POST sightings/{uuid}/enrol              h
POST identity/cleanup-snapshots          h
GET identity/snapshot-stats              h s m
GET identity/searches                    h s

GET vehicles                             s m
GET vehicles/{pk}                        s m
POST vehicles                            s
PUT vehicles/{pk}                        s
PATCH vehicles/{pk}                      s
DELETE vehicles/{pk}                     s
GET gates                                s m
GET gates/{pk}                           s m
POST gates                               s
PUT gates/{pk}                           s
PATCH gates/{pk}                         s
DELETE gates/{pk}                        s
GET gate-events                          s m
GET gate-events/{pk}                     s m
POST gate-events/{pk}/open               s
GET plate-reads                          s m
GET plate-reads/{pk}                     s m
POST plate-reads                         s d
POST plate-reads/{pk}/admit              s
POST plate-reads/{pk}/review             s
POST vehicle/validate-plate              s d
POST vehicle/block-plate                 s
POST vehicle/unblock-plate               s
GET vehicle/gate-stats                   s m
GET vehicle/inside                       s m
GET vehicle/visits                       s m
GET vehicle/summary                      s m
POST vehicle/left                        s
GET plate-cameras                        s m
GET plate-cameras/{pk}                   s m
POST plate-cameras                       s
PUT plate-cameras/{pk}                   s
PATCH plate-cameras/{pk}                 s
DELETE plate-cameras/{pk}                s

GET areas                                h s m v
GET areas/{pk}                           h s m v
POST areas                               m
PUT areas/{pk}                           m
PATCH areas/{pk}                         m
DELETE areas/{pk}                        m
GET area-cameras                         h s m v
GET area-cameras/{pk}                    h s m v
POST area-cameras                        m
PUT area-cameras/{pk}                    m
PATCH area-cameras/{pk}                  m
DELETE area-cameras/{pk}                 m
GET counting-lines                       h s m v
GET counting-lines/{pk}                  h s m v
POST counting-lines                      m
PUT counting-lines/{pk}                  m
PATCH counting-lines/{pk}                m
DELETE counting-lines/{pk}               m
GET occupancy-logs                       h s m v
POST occupancy-logs                      m d
GET aggregates                           h s m v
GET occupancy/heat-map                   h s m v
GET occupancy/live                       h s m v
GET occupancy/quality                    h s m v
POST occupancy/headcount                 m
GET occupancy/scheduler-status           h s m v
POST occupancy/trigger-aggregation       m
POST occupancy/apply-drift-correction    m

GET attendance/summary                   h m
GET attendance/summary/{employee_id}     h m
GET attendance/muster-roll               h m
POST attendance/check-in                 h s d
POST attendance/check-out                h s d
POST attendance/headcount                h
GET punches                              h m e
GET punches/{pk}                         h m
POST punches                             h s d
POST punches/{pk}/void                   h
POST punches/{pk}/accept                 h
GET attendance-days                      h m e
GET attendance-days/{pk}                 h m
GET regularisations                      h m e
GET regularisations/{pk}                 h m
POST regularisations                     h e
POST regularisations/{pk}/approve        h
POST regularisations/{pk}/reject         h
GET payroll-locks                        h m
GET payroll-locks/{pk}                   h m
GET payroll-locks/{pk}/differences       h m
POST payroll-locks                       h
GET shifts                               h m
GET shifts/{pk}                          h m
POST shifts                              h
PATCH shifts/{pk}                        h
DELETE shifts/{pk}                       h
GET shift-patterns                       h m
GET shift-patterns/{pk}                  h m
POST shift-patterns                      h
PUT shift-patterns/{pk}                  h
PATCH shift-patterns/{pk}                h
DELETE shift-patterns/{pk}               h
GET late-policies                        h m
GET late-policies/{pk}                   h m
POST late-policies                       h
PUT late-policies/{pk}                   h
PATCH late-policies/{pk}                 h
DELETE late-policies/{pk}                h
GET shift-assignments                    h m
GET shift-assignments/{pk}               h m
POST shift-assignments                   h
PUT shift-assignments/{pk}               h
PATCH shift-assignments/{pk}             h
DELETE shift-assignments/{pk}            h
GET holidays                             h m
GET holidays/{pk}                        h m
POST holidays                            h
PUT holidays/{pk}                        h
PATCH holidays/{pk}                      h
DELETE holidays/{pk}                     h
GET leaves                               h m
GET leaves/{pk}                          h m
POST leaves                              h
PUT leaves/{pk}                          h
PATCH leaves/{pk}                        h
DELETE leaves/{pk}                       h
GET weekly-offs                          h m
GET weekly-offs/{pk}                     h m
POST weekly-offs                         h
PUT weekly-offs/{pk}                     h
PATCH weekly-offs/{pk}                   h
DELETE weekly-offs/{pk}                  h
"""

ROLES = {"h": "hr", "s": "security", "m": "manager", "v": "viewer", "e": "employee", "d": "device"}
OPEN = frozenset({"open"})
EVERYBODY = frozenset(ROLES.values())


def table() -> dict[str, frozenset[str]]:
    """Return route name -> roles that may call it; OPEN for an open route."""
    return parsed(TABLE)


def parsed(text: str) -> dict[str, frozenset[str]]:
    """Return ``METHOD path`` -> roles of a table's lines; raises ValueError for one listed twice."""
    rows = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        method, path, who = line.split(maxsplit=2)
        name = f"{method} {path}"
        if name in rows:
            raise ValueError(f"{name} is listed twice")
        rows[name] = _roles(who)
    return rows


def _roles(who: str) -> frozenset[str]:
    if who == "open":
        return OPEN
    if who == "-":
        return frozenset()
    return EVERYBODY if who == "*" else frozenset(ROLES[letter] for letter in who.split())

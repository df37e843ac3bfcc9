"""What each writing address of the API leaves in the audit trail, one line for each.

An act, or ``=`` and why there is none: ``fact`` (the row itself is only ever added and keeps who or
which device reported it), ``job`` (its Job keeps who started it and with what), ``session`` (of the
caller alone; failures are in the lockout's own log), ``file`` (the Import keeps who brought it, and each
step), ``nothing`` (it changes no row).
"""

from __future__ import annotations

TABLE = """
POST auth/token                          = session
POST auth/logout                         = session
PATCH sites/{pk}                         change-site
POST site-settings                       change-setting
POST devices                             add-device
PATCH devices/{pk}                       change-device
POST devices/{pk}/key                    make-device-key
POST imports                             = file
POST imports/{uuid}/apply                import
POST alerts/{pk}/acknowledge             alert.acknowledge
POST alerts/{pk}/resolve                 alert.resolve

POST cameras                             camera.added
PUT cameras/{pk}                         camera.changed
PATCH cameras/{pk}                       camera.changed
DELETE cameras/{pk}                      camera.removed
POST cameras/{pk}/keep                   camera.picture-kept
POST cameras/{pk}/stream-url             = nothing
POST cameras/{pk}/test                   = nothing

POST employees                           add-employee
PUT employees/{pk}                       change-employee
PATCH employees/{pk}                     change-employee
DELETE employees/{pk}                    remove-employee
POST employees/{pk}/erase                erase
POST employees/{pk}/withdraw-consent     withdraw-consent
POST identifiers                         add-identifier
DELETE identifiers/{pk}                  remove-identifier
POST consents                            record-consent
POST enrolments                          enrol
DELETE enrolments/{uuid}                 remove-photo
POST sightings                           = fact
POST sightings/retry                     retry-searches
POST sightings/{uuid}/decision           decide
POST sightings/{uuid}/undo               undo-decision
POST sightings/{uuid}/enrol              enrol
POST identity/cleanup-snapshots          = job

POST vehicles                            vehicles.add
PUT vehicles/{pk}                        vehicles.change
PATCH vehicles/{pk}                      vehicles.change
DELETE vehicles/{pk}                     vehicles.remove
POST gates                               vehicles.save_gate
PUT gates/{pk}                           vehicles.save_gate
PATCH gates/{pk}                         vehicles.save_gate
DELETE gates/{pk}                        vehicles.remove_gate
POST gate-events/{pk}/open               vehicles.open_by_hand
POST plate-reads                         = fact
POST plate-reads/{pk}/admit              vehicles.open_by_hand
POST plate-reads/{pk}/review             vehicles.review_read
POST vehicle/validate-plate              = fact
POST vehicle/block-plate                 vehicles.block
POST vehicle/unblock-plate               vehicles.unblock
POST vehicle/left                        vehicles.mark_left
POST plate-cameras                       vehicles.set_votes
PUT plate-cameras/{pk}                   vehicles.set_votes
PATCH plate-cameras/{pk}                 vehicles.set_votes
DELETE plate-cameras/{pk}                vehicles.drop_votes

POST areas                               add-area
PUT areas/{pk}                           change-area
PATCH areas/{pk}                         change-area
DELETE areas/{pk}                        remove-area
POST area-cameras                        add-area-camera
PUT area-cameras/{pk}                    change-area-camera
PATCH area-cameras/{pk}                  change-area-camera
DELETE area-cameras/{pk}                 remove-area-camera
POST counting-lines                      add-counting-line
PUT counting-lines/{pk}                  change-counting-line
PATCH counting-lines/{pk}                change-counting-line
DELETE counting-lines/{pk}               remove-counting-line
POST occupancy-logs                      = fact
POST occupancy/headcount                 = fact
POST occupancy/trigger-aggregation       = job
POST occupancy/apply-drift-correction    = job

POST attendance/check-in                 = fact
POST attendance/check-out                = fact
POST attendance/headcount                = fact
POST punches                             = fact
POST punches/{pk}/void                   void-punch
POST punches/{pk}/accept                 accept-punch
POST regularisations                     ask-correction
POST regularisations/{pk}/approve        correction-approved
POST regularisations/{pk}/reject         correction-rejected
POST payroll-locks                       = job
POST shifts                              change-shift
PATCH shifts/{pk}                        alter-shift
DELETE shifts/{pk}                       remove-shift
POST shift-patterns                      save-pattern
PUT shift-patterns/{pk}                  save-pattern
PATCH shift-patterns/{pk}                save-pattern
DELETE shift-patterns/{pk}               remove-pattern
POST late-policies                       save-late-policy
PUT late-policies/{pk}                   save-late-policy
PATCH late-policies/{pk}                 save-late-policy
DELETE late-policies/{pk}                remove-late-policy
POST shift-assignments                   assign-shift
PUT shift-assignments/{pk}               assign-shift
PATCH shift-assignments/{pk}             assign-shift
DELETE shift-assignments/{pk}            remove-shiftassignment
POST holidays                            set-holiday
PUT holidays/{pk}                        set-holiday
PATCH holidays/{pk}                      set-holiday
DELETE holidays/{pk}                     remove-holiday
POST leaves                              grant-leave
PUT leaves/{pk}                          grant-leave
PATCH leaves/{pk}                        grant-leave
DELETE leaves/{pk}                       remove-leave
POST weekly-offs                         set-weekly-off
PUT weekly-offs/{pk}                     set-weekly-off
PATCH weekly-offs/{pk}                   set-weekly-off
DELETE weekly-offs/{pk}                  remove-weeklyoff
"""
REASONS = {"fact", "job", "session", "file", "nothing"}


def promised() -> dict[str, str]:
    """Return ``METHOD path`` -> the act, or ``=`` and a reason."""
    lines = (line.split(maxsplit=2) for line in TABLE.splitlines() if line)
    return {f"{method} {path}": act for method, path, act in lines}

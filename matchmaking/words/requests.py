"""Why something cannot be done with a request, in words for both sides and the organiser."""

from matchmaking.services import requests as services

REFUSALS: dict[type[services.RequestRefused], str] = {
    services.RequestsClosed: "Requests are closed for this event. Ask the organiser.",
    services.NotApproved: "Only clusters that are approved for this event can meet.",
    services.AlreadyAsked: "There is a request between your two clusters already.",
    services.DeclinedBefore: "They declined your request. If they change their mind, they can ask "
    "you.",
    services.RequestChanged: "This request was answered or withdrawn meanwhile.",
    services.MeetingPublished: "This meeting is in the published schedule. Ask the organiser to "
    "take it out.",
    services.KeyTaken: "This form was sent before. Open the page again and fill it in there.",
}

package dev.farrier.execute.http;

import dev.farrier.policy.action.ActionBody;
import dev.farrier.policy.text.Template;
import java.util.TreeMap;

/** Bodies of {@code http}, as a policy would have them. */
public final class HttpBodies {
    private HttpBodies() {}

    public static ActionBody post(String url, int status) {
        return new HttpAction.HttpBody("POST", Template.parse(url), new TreeMap<>(), Template.parse(""), status, null);
    }
}

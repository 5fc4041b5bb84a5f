package dev.farrier.policy.yaml.document;

import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.text.Template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The references that a template may have.
 *
 * @param params names of parameters; null: {@code params} is not there
 * @param group groupBy labels; null: any, because the policy that calls is not known here
 * @param steps ids of steps that came before; null: {@code steps} is not there
 * @param catalog what resources have; null: neither {@code resource} nor {@code incident} is there
 * @param diagnosed whether there may be a diagnosis
 * @param call whether a person reads it: then what has failed is there too, and without {@code steps} those of any policy
 */
public record TemplateScope(
        @Nullable Set<String> params,
        @Nullable Set<String> group,
        @Nullable Set<String> steps,
        @Nullable Catalog catalog,
        boolean diagnosed,
        boolean call) {
    private static final List<String> RESOURCE =
            List.of("resource.name", "resource.address", "resource.site", "resource.group");
    private static final List<String> INCIDENT =
            List.of("incident.id", "incident.policy", "incident.reason", "incident.because");
    private static final String DIAGNOSIS = "diagnosis";
    private static final List<String> ONLY_IN_CALLS =
            List.of("incident.state", "failed.step", "failed.output", DIAGNOSIS);

    /** Of the name of the resource that a policy acts on. */
    public static TemplateScope ofTarget(Set<String> group) {
        return new TemplateScope(null, group, null, null, false, false);
    }

    /** Of an Action document. */
    public static TemplateScope ofAction(Set<String> params, Catalog catalog) {
        return new TemplateScope(params, null, null, catalog, false, false);
    }

    /** Of the probes of a rung, which can't name its steps. */
    public static TemplateScope ofProbes(Set<String> group, Catalog catalog) {
        return new TemplateScope(null, group, null, catalog, false, false);
    }

    /** Of the first step of a rung. */
    public static TemplateScope ofSteps(Set<String> group, Catalog catalog) {
        return new TemplateScope(null, group, Set.of(), catalog, false, false);
    }

    /** Of the steps that call a person. */
    public static TemplateScope ofCall(
            @Nullable Set<String> group, @Nullable Set<String> steps, boolean diagnosed, Catalog catalog) {
        return new TemplateScope(null, group, steps, catalog, diagnosed, true);
    }

    public TemplateScope withSteps(Set<String> before) {
        return new TemplateScope(params, group, before, catalog, diagnosed, call);
    }

    /** A template that the decider fills in, so without secrets. A stand-in after a problem. */
    public Template template(Scalar scalar, Problems problems) {
        Template template = executorTemplate(scalar, problems);
        for (String secret : template.secrets()) {
            problems.error(
                    locate(scalar, secret),
                    "{" + secret + "} can't be used here: secrets stand in env, url, headers and body of an action");
        }
        return template;
    }

    /** A template that may have secrets, which the executor fills in. A stand-in after a problem. */
    public Template executorTemplate(Scalar scalar, Problems problems) {
        try {
            return checked(Template.parse(scalar.text()), scalar, problems);
        } catch (TemplateException e) {
            problems.error(scalar.location(), e);
            return Template.parse("");
        }
    }

    public Template checked(Template template, Scalar scalar, Problems problems) {
        for (String reference : template.references()) {
            String problem = problem(reference);
            if (problem != null) {
                problems.error(locate(scalar, reference), problem);
            }
        }
        return template;
    }

    /** Where this reference stands. */
    public static Location locate(Scalar scalar, String reference) {
        return scalar.locations().apply(Math.max(0, scalar.text().indexOf("{" + reference + "}")));
    }

    /** A URL: values may fill in its parts, but only a resource or a secret may say where it goes. */
    public Template url(Scalar scalar, Problems problems) {
        Template template = executorTemplate(scalar, problems);
        String text = scalar.text();
        if (text.matches("env:[A-Za-z_][A-Za-z0-9_]*|file:/.*")) {
            problems.error(
                    scalar.location(),
                    "'" + text + "' is no URL: write '{secret." + text + "}' if it is where one is kept");
            return template;
        }
        if (text.startsWith("{secret.")) {
            int end = text.indexOf('}') + 1;
            if (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
                problems.error(
                        scalar.locations().apply(end),
                        "what follows a secret that a URL begins with must begin with '/' or '?': else it could be"
                                + " another host's name");
            }
            return template;
        }
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            problems.error(scalar.location(), "'" + text + "' is no URL: it must begin with http:// or https://");
            return template;
        }
        String rest = text.substring(text.indexOf("://") + 3);
        String authority = rest.split("[/?#]", 2)[0];
        if (authority.contains("{") && !authority.contains("}")) {
            return template; // a slash inside the reference: reported already
        }
        try {
            for (String reference : Template.parse(authority).references()) {
                if (!reference.startsWith("resource.")) {
                    problems.error(
                            locate(scalar, reference),
                            "{" + reference + "} can't decide which host is asked: only resource.* may");
                }
            }
        } catch (TemplateException e) {
            problems.error(scalar.location(), e);
        }
        if (authority.isEmpty() || text.chars().anyMatch(c -> c <= ' ')) {
            problems.error(scalar.location(), "'" + text + "' is no URL: write http://host:port/path");
        }
        return template;
    }

    private @Nullable String problem(String reference) {
        String[] parts = reference.split("\\.", 2);
        String rest = parts.length < 2 ? "" : parts[1];
        if (reference.equals(DIAGNOSIS) && call && !diagnosed) {
            return "{diagnosis} can't be used here, the policy has no diagnose: write diagnose: [{action: NAME}], or remove it";
        }
        if (ONLY_IN_CALLS.contains(reference)) {
            return call ? null : "{" + reference + "} can be used only in steps of escalate and onResolved";
        }
        return switch (parts[0]) {
            case "resource" -> catalog == null ? notHere(reference) : resource(reference, rest, catalog);
            case "incident" -> catalog == null || !INCIDENT.contains(reference) ? unknown(reference) : null;
            case "group" -> group == null ? null : member(reference, rest, group, "groupBy has no label");
            case "event" ->
                catalog == null
                        ? unknown(reference)
                        : rest.startsWith("annotations.") && rest.length() > "annotations.".length()
                                ? null
                                : "{" + reference
                                        + "}: of an event only its annotations can be used: write {event.annotations.NAME}, or"
                                        + " group by a label and write {group.LABEL}";
            case "params" ->
                params == null ? notHere(reference) : member(reference, rest, params, "there is no parameter");
            case "steps" -> steps == null && !call ? notHere(reference) : step(reference, rest, steps);
            default -> unknown(reference);
        };
    }

    private @Nullable String resource(String reference, String rest, Catalog catalog) {
        if (rest.startsWith("labels.")) {
            return ofResources(
                    reference, "label", rest.substring("labels.".length()), catalog.resourceLabels(), catalog);
        }
        if (rest.startsWith("parameters.")) {
            return ofResources(
                    reference,
                    "parameter",
                    rest.substring("parameters.".length()),
                    catalog.resourceParameters(),
                    catalog);
        }
        return RESOURCE.contains(reference) ? null : unknown(reference);
    }

    private static @Nullable String ofResources(
            String reference, String what, String name, Set<String> known, Catalog catalog) {
        boolean fine = catalog.resourceNames().isEmpty() || known.contains(name);
        return fine
                ? null
                : "{" + reference + "}: no resource has the " + what + " '" + name + "'" + Nearest.hint(name, known);
    }

    private static @Nullable String member(String reference, String name, Set<String> known, String what) {
        if (known.contains(name)) {
            return null;
        }
        String exported = "exported_" + name;
        return "{" + reference + "}: " + what + " '" + name + "'"
                + (known.contains(exported) ? ": did you mean '" + exported + "'?" : Nearest.hint(name, known));
    }

    private @Nullable String step(String reference, String rest, @Nullable Set<String> of) {
        if (!call && of != null && of.contains(rest)) {
            return null; // an output that is taken out, by ID.outputs.NAME
        }
        if (!call && of != null && rest.contains(".outputs.")) {
            return member(reference, rest, of, "no earlier step has the output");
        }
        if (!rest.endsWith(".output")) {
            return "{" + reference
                    + "}: of a step only its output can be used: write {steps.ID.output}, or {steps.ID.outputs.NAME} for one of"
                    + " its outputs";
        }
        String id = rest.substring(0, rest.length() - ".output".length());
        return of == null
                ? null
                : member(reference, id, of, call ? "no step of a rung has the id" : "no earlier step has the id");
    }

    private String notHere(String reference) {
        return "{" + reference + "} can't be used here" + Nearest.hint(reference, known());
    }

    private String unknown(String reference) {
        return "unknown reference {" + reference + "}" + Nearest.hint(reference, known());
    }

    private List<String> known() {
        List<String> known = new ArrayList<>();
        if (catalog != null) {
            known.addAll(RESOURCE);
            known.addAll(List.of("resource.labels.X", "resource.parameters.X"));
            known.addAll(INCIDENT);
            known.addAll(call ? ONLY_IN_CALLS : List.of());
            known.add("event.annotations.X");
        }
        if (group == null) {
            known.add("group.X");
        } else {
            group.forEach(label -> known.add("group." + label));
        }
        if (params != null) {
            params.forEach(name -> known.add("params." + name));
        }
        if (steps != null) {
            steps.forEach(id -> known.add("steps." + id + (id.contains(".") ? "" : ".output")));
        }
        return known;
    }
}

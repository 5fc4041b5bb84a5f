package dev.farrier.git;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.RefSpec;

/** Which of a repository's references is meant. */
final class RefChoice {
    private static final int SHOWN = 5;

    private RefChoice() {}

    /** What to ask the host for: it may have a hundred thousand references. */
    static List<RefSpec> wanted(String ref) {
        if (ref.isEmpty()) {
            return List.of(new RefSpec(Constants.HEAD));
        }
        return ref.startsWith(Constants.R_REFS)
                ? List.of(new RefSpec(ref))
                : List.of(new RefSpec(Constants.R_HEADS + ref), new RefSpec(Constants.R_TAGS + ref));
    }

    /**
     * Never another one than the one that is meant: a branch that was deleted or renamed must not become the default branch.
     *
     * @param advertised by the host; it may have left out what was not asked for
     */
    static Ref choose(String ref, Collection<Ref> advertised, GitUrl url) throws FetchException {
        Map<String, Ref> refs = new TreeMap<>();
        advertised.forEach(each -> refs.put(each.getName(), each));
        if (ref.isEmpty() || ref.startsWith(Constants.R_REFS)) {
            Ref found = refs.get(ref.isEmpty() ? Constants.HEAD : ref);
            if (found == null || found.getObjectId() == null) {
                throw new FetchException(
                        FetchProblem.NO_REF,
                        ref.isEmpty()
                                ? url + " has no commit on its default branch: push one, or name a branch in"
                                        + " policies.git.ref" + others(refs)
                                : url + " has no '" + ref + "'" + others(refs));
            }
            return found;
        }
        Ref branch = refs.get(Constants.R_HEADS + ref);
        Ref tag = refs.get(Constants.R_TAGS + ref);
        if (branch != null && tag != null) {
            throw new FetchException(
                    FetchProblem.NO_REF,
                    url + " has a branch and a tag '" + ref + "': write refs/heads/" + ref + " or refs/tags/" + ref
                            + " in policies.git.ref");
        }
        Ref found = branch == null ? tag : branch;
        if (found == null) {
            throw new FetchException(
                    FetchProblem.NO_REF,
                    url + " has no branch or tag '" + ref + "'" + others(refs)
                            + ": it may have been deleted or renamed; set policies.git.ref");
        }
        return found;
    }

    private static String others(Map<String, Ref> refs) {
        List<String> branches = refs.keySet().stream()
                .filter(name -> name.startsWith(Constants.R_HEADS))
                .map(name -> name.substring(Constants.R_HEADS.length()))
                .toList();
        return branches.isEmpty()
                ? ""
                : "; it has " + String.join(", ", branches.subList(0, Math.min(SHOWN, branches.size())))
                        + (branches.size() > SHOWN ? ", …" : "");
    }
}

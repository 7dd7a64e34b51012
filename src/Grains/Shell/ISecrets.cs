namespace HallGrains.Grains.Shell;

/// <summary>Keyed hashes: what grains need of the hall's keys, without seeing a key.</summary>
public interface ISecrets
{
    /// <summary>
    /// Retrieval code 查询码 of a case or ticket number: an HMAC of number and issue count, never stored, the same again on a retry; at least 50 bits,
    /// of letters and digits without look-alikes.
    /// </summary>
    string RetrievalCode(string number, int issue);

    /// <summary>Opaque, stable key of a person for summary rows and encryption: HMAC of the normalised identity number or credit code.</summary>
    string PersonKey(string identity);
}

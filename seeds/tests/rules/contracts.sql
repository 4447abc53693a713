-- refuse 23514 contract_has_signatures
UPDATE contracts SET status = 'signed_by_promoter' WHERE contract_number = 'BL-00002';

-- refuse 23514 contract_has_signatures
UPDATE contracts SET status = 'signed', signed_at = now() WHERE contract_number = 'BL-00004';

-- refuse 23514 contract_has_signatures
-- A signature of an earlier wording is none of this one.
INSERT INTO contract_signatures (contract_id, role, signer_name, contract_version)
SELECT id, 'artist', 'Dev Pillai', 1 FROM contracts WHERE contract_number = 'BL-00004';
UPDATE contracts SET status = 'signed', signed_at = now() WHERE contract_number = 'BL-00004';

-- accept contract_has_signatures
INSERT INTO contract_signatures (contract_id, role, signer_name, contract_version)
SELECT id, 'artist', 'Dev Pillai', 2 FROM contracts WHERE contract_number = 'BL-00004';
UPDATE contracts SET status = 'signed', signed_at = now() WHERE contract_number = 'BL-00004';

-- refuse 23514 contract_wording_fixed
UPDATE contracts SET contract_text = 'Otherwise.' WHERE contract_number = 'BL-00005';

-- refuse 23514 contract_wording_fixed
UPDATE contracts SET amount = amount + 1 WHERE contract_number = 'BL-00004';

-- accept contract_wording_fixed
UPDATE contracts SET contract_text = 'Otherwise.', version = 2 WHERE contract_number = 'BL-00002';

-- refuse 23514 append_only_contract_signatures
UPDATE contract_signatures SET signer_name = 'Somebody Else';

-- refuse 23514 append_only_contract_signatures
DELETE FROM contract_signatures;

-- accept append_only_contract_signatures
INSERT INTO contract_signatures (contract_id, role, signer_name)
SELECT id, 'promoter', 'Ananya Rao' FROM contracts WHERE contract_number = 'BL-00002';

-- accept append_only_contract_signatures
-- Users may be forgotten.
UPDATE contract_signatures SET user_id = NULL WHERE user_id IS NOT NULL;

-- refuse 23514 append_only_contract_versions
UPDATE contract_versions SET contract_text = 'Otherwise.';

-- refuse 23514 append_only_contract_versions
DELETE FROM contract_versions;

-- accept append_only_contract_versions
INSERT INTO contract_versions (contract_id, version, contract_text)
SELECT id, 2, 'Otherwise.' FROM contracts WHERE contract_number = 'BL-00002';

-- refuse 23505 uq_contracts_booking_id_not_voided
INSERT INTO contracts (booking_id, contract_text) SELECT booking_id, 'A second one.' FROM contracts WHERE contract_number = 'BL-00002';

-- accept uq_contracts_booking_id_not_voided
INSERT INTO contracts (booking_id, contract_text) SELECT booking_id, 'A second one.' FROM contracts WHERE contract_number = 'BL-00008';

-- refuse 23514 transition_contracts_status
UPDATE contracts SET status = 'sent' WHERE contract_number = 'BL-00005';

-- accept transition_contracts_status
UPDATE contracts SET status = 'sent', sent_at = now() WHERE contract_number = 'BL-00003';

-- refuse 23514 ck_contracts_voided_at_when_voided
UPDATE contracts SET status = 'voided' WHERE contract_number = 'BL-00003';

-- accept ck_contracts_voided_at_when_voided
UPDATE contracts SET status = 'voided', voided_at = now() WHERE contract_number = 'BL-00003';
